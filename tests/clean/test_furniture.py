# ruff: noqa: E501  (lines stand here as pages have them, not wrapped)
"""Furniture in many languages, with its kind; and sentences of stories that begin or read like furniture, and are none.

Every line stands by itself between two sentences of a story, where nothing but its own words says what it is, unless a
test is about neighbours.
"""

from __future__ import annotations

import pytest

from copytaster.clean import boilerplate, phrases
from copytaster.model import BoilerplateKind as Kind

STORIES = {
    "en": ("The harbour board voted on Tuesday to close the eastern basin.", "Fishing crews said they had been given no time to move their boats."),
    "de": ("Der Hafenrat hat am Dienstag beschlossen, das östliche Becken zu schließen.", "Die Fischer hatten nach eigenen Angaben keine Zeit, ihre Boote zu verlegen."),
    "fr": ("Le conseil du port a décidé mardi de fermer le bassin oriental.", "Les pêcheurs affirment qu’ils n’ont pas eu le temps de déplacer leurs bateaux."),
    "es": ("La junta del puerto decidió el martes cerrar la dársena oriental.", "Los pescadores dicen que no tuvieron tiempo de mover sus barcos."),
    "it": ("Il consiglio del porto ha deciso martedì di chiudere il bacino orientale.", "I pescatori dicono di non avere avuto il tempo di spostare le barche."),
    "pt": ("O conselho do porto decidiu na terça-feira fechar a doca oriental.", "Os pescadores dizem que não tiveram tempo de mover os barcos."),
    "nl": ("Het havenbestuur besloot dinsdag het oostelijke bassin te sluiten.", "Vissers hadden naar eigen zeggen geen tijd om hun boten te verplaatsen."),
    "no": ("Havnestyret vedtok tirsdag å stenge det østre bassenget.", "Fiskerne sier at de ikke fikk tid til å flytte båtene."),
    "sv": ("Hamnstyrelsen beslutade på tisdagen att stänga den östra bassängen.", "Fiskarna säger att de inte fick tid att flytta sina båtar."),
    "da": ("Havnebestyrelsen besluttede tirsdag at lukke det østlige bassin.", "Fiskerne siger, at de ikke fik tid til at flytte deres både."),
    "pl": ("Rada portu zdecydowała we wtorek o zamknięciu wschodniego basenu.", "Rybacy mówią, że nie mieli czasu na przestawienie łodzi."),
    "ru": ("Совет порта решил во вторник закрыть восточный бассейн.", "Рыбаки говорят, что не успели перегнать лодки."),
    "hi": ("बंदरगाह बोर्ड ने मंगलवार को पूर्वी बेसिन बंद करने का फैसला किया।", "मछुआरों ने कहा कि उन्हें नावें हटाने का समय नहीं मिला।"),
}

MARKED = {
    "en": [
        ("This content contains affiliate links", Kind.NOTICE), ("View comments (12)", Kind.COMMENTS), ("Save 50% today", Kind.PAYWALL),
        ("Subscribe to keep reading", Kind.PAYWALL), ("This is a premium article. Log in to read it in full.", Kind.PAYWALL), ("Try unlimited access for just $1", Kind.PAYWALL), ("Share full article", Kind.SHARE),
        ("Email to a friend", Kind.SHARE), ("Your choices regarding cookies on this site", Kind.COOKIE), ("Access denied. You don't have permission to access this page on this server.", Kind.COOKIE), ("Please verify you are a human", Kind.COOKIE),
        ("451: Unavailable due to legal reasons", Kind.COOKIE), ("We recognise you are attempting to access this website from a country belonging to the European Economic Area (EEA).", Kind.COOKIE), ("Audio By Carbonatix", Kind.PLAYER), ("WATCH BELOW: Fishing crews protest", Kind.PLAYER),
        ("Contact reporter Mara Lindqvist at 555-123-4567 or mara@baypost.example", Kind.CONTACT), ("We want to hear from you", Kind.CONTACT), ("Add as a preferred source on Google", Kind.PROMO), ("This story is developing and will be updated.", Kind.ADVISORY),
        ("Follow AP's harbour coverage at https://example.org/hub/harbour", Kind.PROMO),
        ("Already a subscriber? Sign in", Kind.PAYWALL), ("Continue reading with Bay Post", Kind.PAYWALL), ("This article is for subscribers only.", Kind.PAYWALL),
        ("You have reached your limit of free articles.", Kind.PAYWALL), ("Subscribe now for full access.", Kind.PAYWALL), ("Cancel any time.", Kind.PAYWALL),
        ("Gift this article", Kind.SHARE), ("Share on Facebook (Opens in new window)", Kind.SHARE), ("Send any friend a story", Kind.SHARE), ("Copy link", Kind.SHARE), ("Print this article", Kind.SHARE),
        ("As a subscriber, you have 5 gift articles to give each month.", Kind.SHARE),
        ("We use cookies and similar technologies to give you the best experience.", Kind.COOKIE), ("Accept all", Kind.COOKIE), ("Manage your privacy settings", Kind.COOKIE), ("Your IP address has been blocked", Kind.COOKIE),
        ("This content is not available in your region.", Kind.COOKIE), ("Please enable JavaScript and cookies to continue", Kind.COOKIE), ("Our systems have detected unusual activity from your network.", Kind.COOKIE),
        ("Your browser does not support the audio element.", Kind.PLAYER), ("To play this video you need to enable JavaScript in your browser.", Kind.PLAYER), ("Sorry, this video isn't available any more.", Kind.PLAYER), ("Listen to this article", Kind.PLAYER), ("3 min read", Kind.PLAYER),
        ("Mara Lindqvist is a reporter for the Bay Post.", Kind.BIO), ("Mara Lindqvist is a senior reporter covering the harbour.", Kind.BIO), ("About the author", Kind.BIO), ("Follow Mara Lindqvist on Twitter", Kind.BIO),
        ("The post Basin to close appeared first on Bay Post.", Kind.REPUBLISHED), ("Original source: https://bay.example/1", Kind.CREDIT), ("This article was originally published by Bay Monitor.", Kind.REPUBLISHED), ("View original article", Kind.REPUBLISHED),
        ("Republish our stories for free, online or in print", Kind.REPUBLISHED), ("This story has been published from a wire agency feed without modifications to the text.", Kind.CREDIT),
        ("Image source, Getty Images", Kind.CAPTION), ("Image caption, The basin on Monday", Kind.CAPTION), ("File photo", Kind.CAPTION), ("Photo by Mara Lindqvist", Kind.CAPTION), ("1 of 5", Kind.CAPTION), ("View image in fullscreen", Kind.CAPTION),
        ("Related stories", Kind.RELATED), ("READ MORE: Ten harbours you must see", Kind.RELATED), ("Most read", Kind.RELATED), ("More from Bay Post", Kind.RELATED), ("Up next", Kind.RELATED),
        ("Article continues after this advertisement", Kind.ADVERT), ("ADVERTISEMENT", Kind.ADVERT), ("Sponsored by Bay Bank", Kind.ADVERT),
        ("Last updated: 5 October 2026, 10:00 am", Kind.DATE), ("Published 3 hours ago", Kind.DATE),
        ("Have a tip? Email our newsdesk at tips@bay.example.", Kind.CONTACT), ("Get the latest news in your inbox every morning.", Kind.PROMO), ("Comments are closed", Kind.COMMENTS), ("Join the conversation", Kind.COMMENTS),
        ("If you or someone you know has been affected by this story, call the Samaritans on 116 123.", Kind.NOTICE), ("Prices are for information only and do not constitute advice.", Kind.NOTICE), ("All rights reserved.", Kind.COPYRIGHT),
        ("© 2026 Bay Post", Kind.COPYRIGHT),
    ],
    "de": [
        ("Exklusiv für Abonnenten", Kind.PAYWALL), ("Diesen Artikel verschenken", Kind.SHARE), ("Zur Merkliste hinzufügen", Kind.SHARE), ("Die Redaktion empfiehlt", Kind.RELATED),
        ("Mehr Nachrichten", Kind.RELATED),
        ("Jetzt weiterlesen mit dem Digitalabo", Kind.PAYWALL), ("Per E-Mail versenden", Kind.SHARE), ("Diesen Artikel vorlesen lassen", Kind.PLAYER), ("Fehler gefunden? Jetzt melden.", Kind.CONTACT),
        ("Weiterlesen mit Avis+", Kind.PAYWALL), ("Jederzeit kündbar", Kind.PAYWALL), ("Dieser Inhalt ist exklusiv für Abonnenten.", Kind.PAYWALL), ("Sie haben bereits ein Abo?", Kind.PAYWALL), ("Artikel verschenken", Kind.SHARE), ("Alle akzeptieren", Kind.COOKIE),
        ("Wir verwenden Cookies, um unsere Website zu verbessern.", Kind.COOKIE), ("An dieser Stelle finden Sie einen externen Inhalt von YouTube.", Kind.ADVERT), ("Artikel anhören", Kind.PLAYER), ("Lesezeit: 3 Minuten", Kind.PLAYER), ("Symbolbild", Kind.CAPTION), ("Foto: Jan Roe/dpa", Kind.CAPTION),
        ("Lesen Sie auch: Fähre verkauft", Kind.RELATED), ("Das könnte Sie auch interessieren", Kind.RELATED), ("Anzeige", Kind.ADVERT), ("Veröffentlicht am 5. Oktober 2026 um 10:00 Uhr", Kind.DATE), ("Der Beitrag Becken zu erschien zuerst auf Hafenblatt.", Kind.REPUBLISHED), ("Haben Sie einen Fehler gefunden?", Kind.CONTACT),
        ("Abonnieren Sie unseren Newsletter!", Kind.PROMO), ("Quelle: dpa", Kind.CREDIT), ("Alle Rechte vorbehalten.", Kind.COPYRIGHT), ("Hilfe bietet die Telefonseelsorge unter 0800 1110111.", Kind.NOTICE),
    ],
    "fr": [
        ("L'essentiel de l'actualité", Kind.RELATED),
        ("Dans la même rubrique", Kind.RELATED), ("Vous avez une information à nous transmettre ? Contactez la rédaction.", Kind.CONTACT),
        ("Cet article est réservé aux abonnés", Kind.PAYWALL), ("Il vous reste 80% de cet article à lire.", Kind.PAYWALL), ("Déjà abonné ? Connectez-vous", Kind.PAYWALL), ("Sans engagement", Kind.PAYWALL), ("Offrir cet article", Kind.SHARE), ("Partager sur Facebook", Kind.SHARE), ("Continuer sans accepter", Kind.COOKIE),
        ("Votre navigateur ne supporte pas l’élément audio.", Kind.PLAYER), ("Temps de lecture : 2 min", Kind.PLAYER), ("Écouter l’article", Kind.PLAYER), ("Crédit photo : Jeanne Roux", Kind.CAPTION), ("À lire aussi : le bac est vendu", Kind.RELATED), ("Sur le même sujet", Kind.RELATED), ("La suite après la publicité", Kind.ADVERT),
        ("Publié le 5 octobre 2026 à 10h00", Kind.DATE), ("Mis à jour le 5 octobre 2026", Kind.DATE), ("Source : AFP", Kind.CREDIT), ("Recevez chaque matin l’essentiel de l’actualité dans votre boîte mail.", Kind.PROMO), ("Tous droits réservés", Kind.COPYRIGHT), ("L’article Le bassin ferme est apparu en premier sur Le Port.", Kind.REPUBLISHED),
    ],
    "es": [
        ("Contenido para suscriptores", Kind.PAYWALL), ("Archivado en", Kind.RELATED),
        ("Este contenido es exclusivo para suscriptores", Kind.PAYWALL), ("Para seguir leyendo, inicia sesión", Kind.PAYWALL), ("¿Ya eres suscriptor?", Kind.PAYWALL), ("Cancela cuando quieras", Kind.PAYWALL), ("Compartir en Facebook", Kind.SHARE), ("Aceptar cookies", Kind.COOKIE), ("Utilizamos cookies propias y de terceros.", Kind.COOKIE), ("Escuchar este artículo", Kind.PLAYER), ("Tiempo de lectura: 2 min", Kind.PLAYER),
        ("Foto de archivo", Kind.CAPTION), ("Lea también: venden el transbordador", Kind.RELATED), ("Noticias relacionadas", Kind.RELATED), ("PUBLICIDAD", Kind.ADVERT), ("Actualizado el 5 de octubre de 2026", Kind.DATE), ("Fuente: EFE", Kind.CREDIT), ("Síguenos en nuestras redes", Kind.PROMO), ("Con información de AFP", Kind.CREDIT), ("Todos los derechos reservados", Kind.COPYRIGHT),
    ],
    "it": [
        ("Solo per abbonati", Kind.PAYWALL),
        ("Continua a leggere dopo la pubblicità", Kind.ADVERT), ("Foto d'archivio", Kind.CAPTION), ("Pubblicato l'8 novembre 2026", Kind.DATE),
        ("Questo articolo è riservato agli abbonati", Kind.PAYWALL), ("Sei già abbonato? Accedi", Kind.PAYWALL), ("Condividi su WhatsApp", Kind.SHARE), ("Accetta tutti i cookie", Kind.COOKIE), ("Ascolta l’articolo", Kind.PLAYER), ("Tempo di lettura: 2 minuti", Kind.PLAYER), ("Foto di repertorio", Kind.CAPTION), ("Leggi anche: venduto il traghetto", Kind.RELATED), ("Articoli correlati", Kind.RELATED), ("PUBBLICITÀ", Kind.ADVERT),
        ("Ultimo aggiornamento: 5 ottobre 2026", Kind.DATE), ("Fonte: ANSA", Kind.CREDIT), ("Iscriviti alla newsletter", Kind.PROMO), ("Riproduzione riservata © Copyright ANSA", Kind.CREDIT),
    ],
    "pt": [
        ("Veja o vídeo", Kind.PLAYER), ("Tudo sobre: porto", Kind.RELATED),
        ("O seu browser não suporta vídeo.", Kind.PLAYER),
        ("Este conteúdo é exclusivo para assinantes", Kind.PAYWALL), ("Para continuar a ler, faça login", Kind.PAYWALL), ("Já é assinante? Entre", Kind.PAYWALL), ("Compartilhe no WhatsApp", Kind.SHARE), ("Aceitar todos os cookies", Kind.COOKIE), ("Ouvir este artigo", Kind.PLAYER), ("Tempo de leitura: 2 min", Kind.PLAYER), ("Leia também: balsa é vendida", Kind.RELATED), ("Continua após a publicidade", Kind.ADVERT),
        ("Publicado em 5 de outubro de 2026", Kind.DATE), ("Fonte: Lusa", Kind.CREDIT), ("Todos os direitos reservados", Kind.COPYRIGHT), ("Participe do nosso canal no WhatsApp", Kind.PROMO),
    ],
    "nl": [
        ("Lees verder met een abonnement", Kind.PAYWALL), ("Word abonnee om verder te lezen", Kind.PAYWALL), ("Meer over dit onderwerp", Kind.RELATED),
        ("Dit artikel is alleen voor abonnees", Kind.PAYWALL), ("Maandelijks opzegbaar", Kind.PAYWALL), ("Al abonnee? Log in", Kind.PAYWALL), ("Deel dit artikel", Kind.SHARE), ("Cookies accepteren", Kind.COOKIE), ("Luister naar dit artikel", Kind.PLAYER), ("Leestijd: 2 minuten", Kind.PLAYER), ("Lees ook: veerboot verkocht", Kind.RELATED), ("Meest gelezen", Kind.RELATED), ("Tekst gaat verder onder de foto", Kind.ADVERT),
        ("Gepubliceerd op 5 oktober 2026", Kind.DATE), ("Bron: ANP", Kind.CREDIT), ("Schrijf je in voor onze nieuwsbrief", Kind.PROMO),
    ],
    "no": [
        ("For abonnenter", Kind.PAYWALL), ("Se video", Kind.PLAYER), ("Les kommentarene", Kind.COMMENTS), ("Ta kontakt med oss", Kind.CONTACT),
        ("Har du tips til oss? Send en e-post.", Kind.CONTACT),
        ("Denne saken er for abonnenter", Kind.PAYWALL), ("Abonner for å lese videre", Kind.PAYWALL), ("Allerede abonnent? Logg inn", Kind.PAYWALL), ("Del saken på Facebook", Kind.SHARE), ("Godta alle", Kind.COOKIE), ("Lytt til artikkelen", Kind.PLAYER), ("Les også: Fergen går igjen", Kind.RELATED), ("Artikkelen fortsetter under annonsen", Kind.ADVERT), ("Annonse", Kind.ADVERT),
        ("Saken fortsetter under bildet.", Kind.ADVERT), ("Publisert 5. oktober 2026 kl. 10.00", Kind.DATE), ("Kilde: NTB", Kind.CREDIT), ("Foto: Jan Roe / NTB", Kind.CAPTION), ("Har du tips om saken?", Kind.CONTACT), ("Meld deg på vårt nyhetsbrev", Kind.PROMO),
    ],
    "sv": [
        ("För prenumeranter", Kind.PAYWALL), ("Spara artikel", Kind.SHARE), ("Se videon", Kind.PLAYER),
        ("Den här artikeln är för prenumeranter", Kind.PAYWALL), ("Redan prenumerant? Logga in", Kind.PAYWALL), ("Ingen bindningstid", Kind.PAYWALL), ("Dela artikeln", Kind.SHARE), ("Godkänn alla cookies", Kind.COOKIE), ("Lyssna på artikeln", Kind.PLAYER), ("Läs också: Färjan går igen", Kind.RELATED), ("Läs mer: Färjan går igen", Kind.RELATED), ("Artikeln fortsätter under annonsen", Kind.ADVERT), ("Annons", Kind.ADVERT),
        ("Publicerad 5 oktober 2026 kl 10.00", Kind.DATE), ("Källa: TT", Kind.CREDIT), ("Arkivbild", Kind.CAPTION), ("Följ oss på Facebook", Kind.PROMO),
    ],
    "da": [
        ("For abonnenter", Kind.PAYWALL), ("Gem artikel", Kind.SHARE), ("Se videoen", Kind.PLAYER),
        ("Acceptér alle", Kind.COOKIE),
        ("Artiklen er kun for abonnenter", Kind.PAYWALL), ("Allerede abonnent? Log ind", Kind.PAYWALL), ("Ingen binding", Kind.PAYWALL), ("Del artiklen", Kind.SHARE), ("Accepter alle cookies", Kind.COOKIE), ("Lyt til artiklen", Kind.PLAYER), ("Læs også: Færgen sejler igen", Kind.RELATED), ("Artiklen fortsætter under billedet", Kind.ADVERT), ("Annonce", Kind.ADVERT),
        ("Publiceret 5. oktober 2026 kl. 10.00", Kind.DATE), ("Kilde: Ritzau", Kind.CREDIT), ("Arkivfoto", Kind.CAPTION), ("Tilmeld dig vores nyhedsbrev", Kind.PROMO),
    ],
    "pl": [
        ("Wykup dostęp, aby czytać dalej", Kind.PAYWALL),
        ("Artykuł dostępny tylko dla prenumeratorów", Kind.PAYWALL), ("Masz już prenumeratę? Zaloguj się", Kind.PAYWALL), ("Udostępnij na Facebooku", Kind.SHARE), ("Akceptuję wszystkie cookies", Kind.COOKIE), ("Posłuchaj artykułu", Kind.PLAYER), ("Czas czytania: 2 min", Kind.PLAYER), ("Czytaj też: Prom sprzedany", Kind.RELATED), ("Czytaj więcej", Kind.RELATED), ("Dalsza część artykułu pod reklamą", Kind.ADVERT), ("REKLAMA", Kind.ADVERT),
        ("Opublikowano: 5 października 2026, 10:00", Kind.DATE), ("Źródło: PAP", Kind.CREDIT), ("Fot. Jan Nowak", Kind.CAPTION), ("Zapisz się na newsletter", Kind.PROMO), ("Wszelkie prawa zastrzeżone", Kind.COPYRIGHT),
    ],
    "ru": [
        ("Сохранить статью", Kind.SHARE), ("Смотрите видео", Kind.PLAYER),
        ("Материал доступен только по подписке", Kind.PAYWALL), ("Поделиться в Telegram", Kind.SHARE), ("Мы используем файлы cookie.", Kind.COOKIE), ("Время чтения: 2 минуты", Kind.PLAYER), ("Читайте также: паром продан", Kind.RELATED), ("Материалы по теме", Kind.RELATED), ("Реклама", Kind.ADVERT), ("Опубликовано: 5 октября 2026, 10:00", Kind.DATE), ("Источник: ТАСС", Kind.CREDIT), ("Фото: ТАСС", Kind.CAPTION),
        ("Подписывайтесь на наш Telegram-канал", Kind.PROMO), ("Нашли ошибку? Нажмите Ctrl+Enter", Kind.CONTACT), ("Все права защищены", Kind.COPYRIGHT),
    ],
    "hi": [
        ("केवल सदस्यों के लिए", Kind.PAYWALL), ("कमेंट देखें", Kind.COMMENTS), ("टैग्स: बंदरगाह", Kind.RELATED),
        ("आपका ब्राउज़र वीडियो का समर्थन नहीं करता।", Kind.PLAYER), ("यह खबर सुनें", Kind.PLAYER), ("हमारे न्यूज़लेटर की सदस्यता लें", Kind.PROMO), ("टिप्पणियाँ", Kind.COMMENTS),
        ("प्रकाशित: 8 नवंबर 2026", Kind.DATE), ("सभी अधिकार सुरक्षित", Kind.COPYRIGHT),
        ("यह भी पढ़ें: नौका बिक गई", Kind.RELATED), ("विज्ञापन", Kind.ADVERT), ("फोटो: पीटीआई", Kind.CAPTION), ("पूरी खबर पढ़ने के लिए सब्सक्राइब करें", Kind.PAYWALL), ("शेयर करें", Kind.SHARE), ("हमारा व्हाट्सएप चैनल फॉलो करें", Kind.PROMO), ("सर्वाधिकार सुरक्षित", Kind.COPYRIGHT),
    ],
}

KEPT = {
    "en": [
        "View comments on the plan until Friday, the board asked residents.",
        "The post office on Quay Street first appeared on maps in 1840.", "Embargo on steel imports was lifted on Monday.", "Checking your browser history will need a warrant under the bill.", "Try unlimited access for all, the union told the railways.", "Watch below: the sentence carved over the vault's door.", "With files from the archive, the historian reconstructed the route.", "Access to the site was denied on Monday.",
        "By Christmas, the basin will be dry.", "By Friday Evening Trawlers from three ports had gathered outside the mole.", "By Marta Ekdahl's count, 41 boats were still tied up at noon.", "By Ten O'clock, nobody was left.",
        "Powered by two electric motors, the new ferry makes 14 knots.", "Powered by wind alone, she crossed the bay in nine hours.", "Correction: the board voted twice, and only the second vote counted.", "Update: nobody has been found.",
        "This report was published by the ministry in May and has been ignored since.", "This story was taken up by a choir in Gdava.", "This article of the law was amended in 1961.", "See all the pumps fail at once and you stop trusting the maker.",
        "Support us or close us, the choir sang on the quay.", "Your support for the harbour will be missed.", "Comments were closed to the public after 40 minutes.", "Subscribe to the harbour fund by Friday and you will get a share.",
        "Updated charts of the bay will be sold from April.", "Advertisement revenue at the ferry company fell by a third.", "Brought to you by boat or not at all: that is how coal came to the island.", "Sources: two springs and a well feed the old fountain.",
        "Produced by a yard in Gdava, the tug is the first of four.", "Edited by her daughter, the diary of the keeper will appear in June.", "Shares in this story fell by nine percent.", "All rights reserved to the crown since 1720 will pass to the town.",
        "Contact with the trawler was lost at 4:12 a.m.", "Follow the coast road to the end and you find the last net maker.", "Live shells were found in the basin.", "Ends of rope, planks and nets lay on the quay.", "More: the fourth pump has never been used.",
        "Not a member of the union? You pay twice, the poster says.", "Read the letter of 1911 and you see that nothing has changed.", "Copyright law was no help to the widow of the painter.", "Download speeds on the island fell to a tenth.", "Join the queue, the pilots were told.",
        "Published in 2019, the survey had warned of rust.", "Accepting cookies from strangers is how it began, the baker joked.", "Cancelled at any time by the board, the lease is worth little.", "Listen to the pumps at night and you hear the sea come in.", "Related claims by two other crews were thrown out.",
        "Share the quay or lose it, the mayor told both clubs.", "Already a member of the board, Falk will chair it from May.", "Photographs by Ekdahl hang in the customs house, which reopens in May.", "Our newsletter of 1911, the curator said, was printed on sails.", "The best of the catch went to the inns.",
        "Watch the tide, not the clock, the pilots say.", "Register before noon was the only advice the crews were given.", "Embargoes on eels and cod will end in May.", "Adds up to nothing, said the treasurer.", "About Friday, nobody would speak.", "Image rights were sold twice, the court found.",
        "Sign up sheets hung on every door of the quay.", "The page was not available in three regions during the trial.", "If you need help with the forms, the clerk is there until four, the mayor said.", "Kill the engine, the pilot had shouted.", "The helpline was opened after two suicides in 2019.",
        "He is a reporter for a paper that no longer exists, and he came back to fish.", "Letters to the editor of 1911 show how old the quarrel is.", "Tap water on the quay is brown again.", "Stay tuned pianos were once the pride of the yard.", "With rain and wind the boats came in.",
    ],
    "de": ["Mehr Nachrichten aus dem Hafen gab es am Abend nicht.", "Fehler gefunden hat die Prüfstelle in jedem dritten Gerät.", "Jetzt melden sich die Nachbarn zu Wort.", "Vorlesen lassen sich Kinder gern.", "Mehr: Das sagen alle, die am Kai stehen.", "Anzeige gegen den Kapitän wurde nicht erstattet.", "Quelle des Übels ist nach Ansicht des Bürgermeisters die Pumpe.", "Foto und Film sind im Becken seit Mai verboten.", "Aktualisiert wurde die Karte der Bucht zuletzt 1961.", "Jetzt lesen die Schüler am Kai wieder.", "Teilen wollen sich die beiden Vereine den Kai nicht.", "Korrektur der Karten kostet 40.000 Kronen.", "Abonnenten des Hafenfonds bekamen Post.", "Von Montag an ruht die Arbeit."],
    "fr": ["Par Décision Du Conseil, la halle reste fermée.", "Publicité mensongère, a jugé le tribunal de Nantes.", "Lire un contrat prend du temps, dit la commerçante.", "Photo à l’appui, l’avocat a montré la fissure.", "Partager le quai ne plaît à personne.", "Source de tous les maux, la pompe sera remplacée.", "Abonnés absents, les élus n’ont pas répondu.", "Publié en 1961, le rapport parlait déjà de rouille."],
    "es": ["Sigue leyendo el juez los 300 folios del sumario.", "Por Navidad, el mercado volverá a abrir.", "Fuente de todos los males, según el alcalde, es la bomba.", "Publicidad engañosa fue el cargo contra la naviera.", "Compartir el muelle no gusta a nadie.", "Publicado en 1961, el informe ya hablaba de óxido.", "Actualiza sus mapas la marina cada nueve años."],
    "it": ["Abbonati in rivolta contro il club.", "Per Natale il bacino sarà asciutto.", "Fonte di tutti i mali, dice il sindaco, è la pompa.", "Condividere il molo non piace a nessuno.", "Pubblicità ingannevole era l’accusa."],
    "pt": ["Leia mais livros, pediu o ministro aos alunos.", "Saiba mais quem quiser, ironizou o deputado.", "Por Natal, o mercado vai reabrir.", "Fonte de todos os males é a bomba.", "Publicidade enganosa foi a acusação."],
    "nl": ["Bron van alle ellende is volgens de burgemeester de pomp.", "Foto's van het bassin hangen in het gemeentehuis.", "Advertenties voor de veerboot hingen er weken."],
    "no": ["Kilden til elva tørket ut i mai.", "Annonser for fergen hang der i ukevis.", "Abonnenter i havnefondet fikk brev.", "Deler av kaia er stengt."],
    "sv": ["Källan till ån torkade ut i maj.", "Annonser för färjan satt uppe i veckor.", "Delar av kajen är stängda."],
    "da": ["Kilden til åen tørrede ud i maj.", "Annoncer for færgen hang der i ugevis.", "Dele af kajen er lukket."],
    "pl": ["Kup dostęp do morza, drwili mieszkańcy z planu.", "Źródło rzeki wyschło w maju.", "Reklamy promu wisiały tam tygodniami.", "Udostępnienie nabrzeża nie podoba się nikomu."],
    "ru": ["Сохранить причал просят рыбаки.", "Источник реки пересох в мае.", "Реклама парома висела там неделями.", "Поделиться причалом никто не хочет.", "Читать договоры никто не стал."],
    "hi": ["हमारा चैनल बंद कर दिया गया, पत्रकार ने कहा।", "हमारे ग्रुप में 300 किसान हैं, उन्होंने कहा।", "विज्ञापन से होने वाली आय एक तिहाई घट गई।", "फोटो देखकर वकील ने दरार दिखाई।"],
}


def marked(body: str, language: str = "en", **known: str) -> list[tuple[str, Kind]]:
    return [(body[s.start : s.end], s.kind) for s in boilerplate.mark(body, language, **known)]


@pytest.mark.parametrize(("language", "line", "kind"), [(lang, *case) for lang, cases in MARKED.items() for case in cases])
def test_furniture_is_marked_with_its_kind(language: str, line: str, kind: Kind) -> None:
    first, last = STORIES[language]
    found = marked(f"{first}\n\n{line}\n\n{last}", language)
    assert [words.rstrip(".!?") for words, _ in found] == [line.rstrip(".!?")]
    assert [k for _, k in found] == [kind]


@pytest.mark.parametrize(("language", "line"), [(lang, line) for lang, lines in KEPT.items() for line in lines])
@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_sentences_of_a_story_are_kept(language: str, line: str, place: str) -> None:
    story = list(STORIES[language])
    story.insert({"first": 0, "between": 1, "last": 2}[place], line)
    assert marked("\n\n".join(story), language) == []


def test_words_that_stories_use_count_beside_furniture() -> None:
    first, last = STORIES["en"]
    box = "Read on with Bay Plus.\n\n$2.95 a week for four weeks, then $14.90 a month.\n\nCancel at any time."
    assert [words for words, _ in marked(f"{first}\n\n{box}\n\n{last}")] == box.split("\n\n")
    price = "$2.95 a week for four weeks is what a berth costs in winter."
    assert marked(f"{first}\n\n{price}\n\n{last}") == []


@pytest.mark.parametrize(
    ("language", "line", "sentence"),
    [
        ("sv", "Redan prenumerant? Logga in", "Ingen människa skadades i branden på färjan."),
        ("no", "Allerede abonnent? Logg inn", "Ingen mennesker ble skadet i brannen."),
        ("da", "Allerede abonnent? Log ind", "Ingen kom til skade ved branden."),
        ("es", "Suscríbete", "Sin embargo, nadie resultó herido."),
        ("pt", "Assine já", "Sem feridos, o barco voltou ao porto."),
        ("fr", "Abonnez-vous", "Vous aviez tort depuis mars."),
        ("de", "Jetzt abonnieren", "Sie haben den Hafen am Montag verlassen."),
        ("nl", "Log in", "Al twee boten zijn gezonken."),
        ("pl", "Zaloguj się", "Bez wody port stanął w maju."),
        ("ru", "Войти", "Далее судно пошло в порт."),
        ("en", "Subscribe now", "Members voted to close the lock."),
    ],
)
def test_a_sentence_beside_furniture_stays(language: str, line: str, sentence: str) -> None:
    """Words that a paywall and a story both begin with: "Ingen bindningstid", "Ingen människa skadades …"."""
    first, last = STORIES[language]
    for text in (f"{first}\n\n{line}\n\n{sentence}\n\n{last}", f"{first}\n\n{sentence}\n\n{line}\n\n{last}"):
        assert [words for words, _ in marked(text, language)] == [line]


def test_what_stands_behind_a_date_in_its_paragraph_is_kept() -> None:
    """A date points to no headline: a data sheet goes on behind it, and so may a story."""
    sheet = "Date: 10 March 2026. Killed: 11. Depth at the place of accident: 580 m."
    text = f"The register has a new entry from the mines.\n\n{sheet}\n\nThe inspectors have sent the miners home."
    assert [text[b.start : b.end] for b in boilerplate.mark(text, "en")] == ["Date: 10 March 2026."]


def test_an_organisation_about_itself() -> None:
    first, last = STORIES["en"]
    about = "About Norrland Battery: Norrland Battery makes cells for heavy vehicles. It employs 2,900 people."
    assert marked(f"{first}\n\n{last}\n\n{about}") == [(about, Kind.ABOUT)]
    heading = "About Norrland Battery\n\nNorrland Battery makes cells for heavy vehicles."
    assert [k for _, k in marked(f"{first}\n\n{last}\n\n{heading}")] == [Kind.ABOUT, Kind.ABOUT]
    assert marked(f"{first}\n\nAbout Norrland Battery: nobody there would speak.\n\n{last}") == []


def test_every_phrase_can_be_compiled_and_most_have_anchors() -> None:
    every = list(phrases.every())
    assert len(every) > 2_000
    assert all(phrase.pattern for phrase in every)
    assert len(phrases.table("en").everywhere) < 20


@pytest.mark.parametrize("language", [*phrases.languages(), "und"])
def test_a_phrase_that_may_begin_inside_a_unit_has_an_anchor(language: str) -> None:
    assert not [p.source for p in phrases.table(language).everywhere if p.way in phrases._INSIDE]
