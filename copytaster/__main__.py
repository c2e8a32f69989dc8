from copytaster.cli import main

main()
