from copytaster.commands.main import main

main()
