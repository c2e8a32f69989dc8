"""Credits as the papers of a country print them, and news that only sounds like one. All invented.

A line of `CREDITS` is an agency and one or two texts that credit it; "⏎" begins a new line.
"""

from __future__ import annotations

CREDITS = """
SITA | Bratislava 5. októbra (SITA) – Rada, ktorá zasadala, most uzavrela.
SITA | Rada, ktorá zasadala, most uzavrela.⏎Zdroj: SITA
SITA | Most uzavreli, informuje agentúra SITA. | Most, ktorý povolil, uzavreli. (SITA)
KAI | Warszawa (KAI) – Biskupi spotkali się w piątek. | Biskupi spotkali się w piątek.⏎Źródło: KAI
Newseria | Rada zbierze się w piątek.⏎Źródło: Newseria | Port zamkną, podaje agencja Newseria.
ISBnews | Warszawa, 05.10.2026 (ISBnews) - Rada zbierze się w piątek. | Rada zbierze się w piątek.⏎(ISBnews)
Havaria Press | A hidat lezárták.⏎Forrás: Havaria Press | A hidat lezárták. (Havaria Press)
FoNet | BEOGRAD, 5. oktobra (FoNet) - Savet je zasedao. | Most je zatvoren, javlja FoNet.
Patria | SARAJEVO, 5. oktobra (Patria) - Vijeće je zasjedalo. | Vijeće je zasjedalo u Sarajevu.⏎Izvor: Patria
MINA | PODGORICA, (MINA) – Savjet je zasijedao u Podgorici. | Most je zatvoren, prenosi Agencija MINA.
MIA | Скопје, 5 октомври 2026 (МИА) - Советот заседаваше. | Советот заседаваше во Скопје.⏎Извор: МИА
MIA | Skopje, 5 October 2026 (MIA) – The council met. | The council met in Skopje. (Source: MIA)
Makfax | Скопје (Макфакс) - Советот заседаваше. | Советот заседаваше.⏎Извор: Макфакс
ATSH | TIRANË, 5 tetor /ATSH/ - Këshilli u mblodh. | Këshilli u mblodh.⏎Burimi: ATSH
KosovaPress | PRISHTINË (KosovaPress) - Këshilli u mblodh. | Këshilli u mblodh.⏎Burimi: KosovaPress
BGNES | Съветът заседава.⏎Източник: БГНЕС | София /БГНЕС/ - Съветът заседава.
Focus Information Agency | Съветът заседава.⏎Източник: Агенция „Фокус“ | The council met, the Focus News Agency reports.
CNA Cyprus | Πέντε άτομα συνελήφθησαν, μεταδίδει το ΚΥΠΕ. | Πέντε άτομα συνελήφθησαν.⏎Πηγή: ΚΥΠΕ
TAK Cyprus | Köprü kapatıldı.⏎Kaynak: Türk Ajansı Kıbrıs | The bridge is shut.⏎Source: Türk Ajansı Kıbrıs
Mediafax | Podul a fost închis, informează Mediafax. | Podul a fost închis.⏎Sursa: Mediafax
News.ro | Podul a fost închis, potrivit News.ro. | Podul a fost închis.⏎Sursa: News.ro
IPN | Podul a fost închis, transmite agenția IPN. | Podul din Chișinău a fost închis.⏎Sursa: IPN
Moldpres | Chișinău, 5 oct. /MOLDPRES/. Podul a fost închis. | Podul a fost închis, transmite MOLDPRES.
Infotag | Podul din Chișinău a fost închis.⏎Sursa: Infotag | Мост закрыли, сообщает Инфотаг.
ANKA | ANKARA (ANKA) - Meclis pazartesi toplanacak. | Meclis toplandı ve dağıldı.⏎Kaynak: ANKA
Colpisa | Madrid, 5 oct. (COLPISA). El puente se cerró. | El puente se cerró.⏎Fuente: Colpisa
ACN | ACN Barcelona.- El consell ha tancat el pont. | El consell ha tancat el pont de Girona. (ACN)
Agencia ICAL | El puente se cerró, informa la agencia Ical. | El puente se cerró.⏎Agencia ICAL
9Colonne | ROMA (9Colonne) - Il ponte è chiuso. | Il ponte è chiuso.⏎Fonte: 9Colonne
Radiocor | (Il Sole 24 Ore Radiocor) - Milano, 05 ott - Il ponte è chiuso. | Il ponte è chiuso.⏎Fonte: Radiocor Plus
Teleborsa | (Teleborsa) - Il ponte è chiuso. | Il ponte è chiuso.⏎Fonte: Teleborsa
Agenparl | (AGENPARL) - Roma, 5 ottobre - Il ponte è chiuso. | Il ponte è chiuso.⏎Fonte: Agenparl
Agenzia SIR | Il ponte è chiuso, riferisce l'agenzia Sir. | Il ponte è chiuso.⏎Fonte: Agenzia SIR
Agenzia Fides | Lilongwe (Agenzia Fides) - Il ponte è chiuso. | Il ponte è chiuso.⏎Fonte: Agenzia Fides
Agenzia Nova | Roma, 05 ott - (Agenzia Nova) - Il ponte è chiuso. | Il ponte è chiuso, riferisce l'agenzia Nova.
SWNS | The bridge is shut, she told SWNS. | The bridge is shut.⏎By Ines Palo, SWNS
Alliance News | LONDON (Alliance News) - The bridge is shut. | The bridge is shut.⏎Source: Alliance News
dts | Berlin (dts Nachrichtenagentur) - Der Rat tagt am Montag. | Der Rat tagt und die Brücke bleibt zu. (dts)
IDEA Germany | Wetzlar (Evangelische Nachrichtenagentur IDEA) - Der Rat tagt.
IDEA Germany | Der Rat tagt.⏎Quelle: Nachrichtenagentur IDEA
news aktuell | Berlin (ots) - Der Rat tagt und die Brücke bleibt zu. | Der Rat tagt.⏎Quelle: news aktuell
Kathpress | Wien (KAP) - Der Rat tagt.⏎Quelle: Kathpress | Der Rat tagt, berichtet Kathpress.
ANB | Oslo (ANB): Brua er stengt og ferja innstilt. | Brua er stengt og ferja innstilt. (ANB)
NPK | Oslo (NPK): Brua er stengd, og ferja går ikkje i dag. | Ferja går ikkje i dag. (©NPK)
Nyhetsbyrån Siren | Bron är stängd.⏎Källa: Nyhetsbyrån Siren | Bron är stängd, rapporterar nyhetsbyrån Siren.
Nyhetsbyrån Direkt | Bron är stängd, enligt Nyhetsbyrån Direkt. | Bron är stängd.⏎Nyhetsbyrån Direkt
Finwire | (Finwire) Bron är stängd. | Bron är stängd.⏎Källa: Finwire
Lännen Media | Silta on suljettu, kertoo Lännen Media. | Silta on suljettu.⏎Lännen Media
Uutissuomalainen | Silta on suljettu, kertoo Uutissuomalainen. | Silta on suljettu.⏎Lähde: Uutissuomalainen
Ukrainian News | Міст закрили, повідомляє агентство «Українські новини».
Ukrainian News | The bridge is shut, the Ukrainian News Agency reports.
UNN | КИЇВ. 5 жовтня. УНН. Міст закрили. | Міст закрили, передає УНН.
BelaPAN | Мост закрыли, сообщает БелаПАН. | The bridge is shut, BelaPAN reports.
Rosbalt | САНКТ-ПЕТЕРБУРГ, 5 октября. /Росбалт/. Мост закрыли. | Мост закрыли, сообщает «Росбалт».
Regnum | Мост закрыли, сообщает ИА REGNUM. | Мост закрыли.⏎Источник: ИА Регнум
1Prime | Мост закрыли, сообщает агентство «Прайм». | Мост закрыли.⏎Источник: АЭИ «Прайм»
Moskva Agency | Мост закрыли, сообщает АГН «Москва». | Мост закрыли.⏎Источник: АГН «Москва»
RIA Novosti | Мост закрыли.⏎© МИА «Россия сегодня» | Мост закрыли.⏎Источник: МИА «Россия сегодня»
InterPressNews | ხიდი დაკეტეს.⏎წყარო: ინტერპრესნიუსი | The bridge is shut, InterPressNews reports.
Trend News Agency | BAKU, Azerbaijan, October 5. /Trend News Agency/. The bridge is shut.
Trend News Agency | The bridge is shut, Trend news agency reports.
APA Azerbaijan | Körpü bağlandı.⏎Mənbə: Azeri-Press Agentliyi | The bridge is shut, Azeri Press Agency reports.
Report Azerbaijan | The bridge is shut.⏎Source: Report News Agency | Körpü bağlandı.⏎Mənbə: Report İnformasiya Agentliyi
Turan Azerbaijan | The bridge is shut, the Turan news agency reported. | The bridge is shut.⏎Source: Turan News Agency
ARKA | YEREVAN, October 5. /ARKA/. The bridge is shut. | ЕРЕВАН, 5 октября. /АРКА/. Мост закрыли.
Kabar Kyrgyzstan | Bishkek, Oct. 5. /Kabar/. The bridge is shut. | Мост в Бишкеке закрыли, сообщает «Кабар».
AKIpress | The bridge is shut.⏎Source: AKIpress | Мост закрыли, сообщает АКИpress.
24.kg | The bridge is shut, 24.kg news agency reports. | Мост закрыли.⏎Источник: 24.kg
KazTAG | Алматы. 5 октября. КазТАГ - Мост закрыли. | Мост закрыли, сообщает КазТАГ.
Kazinform | Astana. 5 October. KAZINFORM - The bridge is shut. | The bridge is shut.⏎Source: Qazinform
UzA | Tashkent, October 5 (UzA). The bridge is shut. | Мост в Ташкенте закрыли, сообщает УзА.
Dunyo IA | The bridge is shut, Dunyo IA reports. | TASHKENT, 5 October /Dunyo IA/. The bridge is shut.
Khovar | DUSHANBE, 05.10.2026 /NIAT Khovar/. The bridge is shut. | Мост закрыли, сообщает НИАТ «Ховар».
Asia-Plus | DUSHANBE, October 5, 2026, Asia-Plus -- The bridge is shut. | Мост в Душанбе закрыли, сообщает «Азия-Плюс».
TDH | Aşgabat, 5-nji oktýabr (TDH). Köpri ýapyldy. | The bridge is shut, the Turkmenistan State News Agency reported.
Montsame | Ulaanbaatar, October 5, 2026 /MONTSAME/. The bridge is shut. | Мост закрыли, сообщает МОНЦАМЭ.
BNA | Manama, Oct. 5 (BNA): The bridge is shut. | ذكرت وكالة أنباء البحرين أن الجسر مغلق.
ONA | MUSCAT, Oct 5 (ONA): The bridge is shut. | ذكرت وكالة الأنباء العمانية أن الجسر مغلق.
INA | Baghdad – INA⏎The bridge is shut. | بغداد (واع) - قال وزير النقل إن الجسر مغلق.
NINA | Baghdad (NINA) - The bridge is shut. | The bridge is shut, the National Iraqi News Agency reported.
Shafaq News | Shafaq News - The bridge is shut. | قال الوزير لوكالة شفق نيوز إن الجسر مغلق.
NNA | NNA - The bridge in Beirut is shut. | The bridge is shut, Lebanon’s National News Agency reported.
NNA | أفادت الوكالة الوطنية للإعلام بأن الجسر مغلق. | The bridge in Beirut is shut, the National News Agency said.
Saba | SANA'A, Oct. 05 (Saba) - The bridge is shut. | صنعاء (سبأ) - قال الوزير إن الجسر مغلق.
LANA | Tripoli, 5 October 2026 (LANA) - The bridge is shut. | ذكرت وكالة الأنباء الليبية أن الجسر مغلق.
SUNA | Khartoum, Oct. 5 (SUNA) - The bridge is shut. | الخرطوم (سونا) - قال الوزير إن الجسر مغلق.
AMI | Nouakchott, 5 octobre 2026 (AMI) - Le pont est fermé.
AMI | Le pont est fermé, rapporte l’Agence mauritanienne d’information.
SPS | Chahid El Hafed, 05 octobre 2026 (SPS) - Le peuple sahraoui attend.
SPS | The Sahara bridge is shut, the Sahara Press Service reported.
Ma'an | BETHLEHEM (Ma'an News Agency) - The bridge is shut. | The bridge is shut, she told Ma’an News Agency.
ILNA | The bridge is shut, ILNA reported. | Tehran, ILNA – The bridge is shut.⏎Source: ILNA
Mizan Iran | The bridge is shut, the Mizan news agency reported. | The bridge is shut, according to Mizan News Agency.
JNS | (JNS) - The bridge is shut. | The bridge is shut, she told the Jewish News Syndicate.
TPS-IL | Jerusalem (TPS-IL) -- The bridge is shut. | The bridge is shut, she told The Press Service of Israel.
Pajhwok | KABUL (Pajhwok): The bridge is shut. | The bridge is shut, he told Pajhwok Afghan News.
Khaama Press | The bridge is shut, he told Khaama Press. | The bridge is shut.⏎Source: Khaama Press
Bakhtar | The bridge is shut, the Bakhtar news agency reported. | The bridge is shut.⏎Source: Bakhtar News Agency
PPI | KARACHI, Oct 05 (PPI): The bridge is shut. | The bridge is shut, Pakistan Press International reported.
INP | ISLAMABAD, Oct 05 (INP): The bridge is shut. | The bridge in Lahore is shut.⏎INP
Lankapuvath | The bridge is shut, Lankapuvath reports. | The bridge is shut.⏎Source: Lankapuvath
MNA | NAY PYI TAW, 5 Oct (MNA) - The bridge is shut. | The bridge in Yangon is shut.⏎MNA
KPL | (KPL) The bridge in Vientiane is shut.⏎Source: KPL | The bridge is shut, the Lao News Agency reported.
AKP | AKP Phnom Penh, October 5, 2026 -- The bridge is shut. | The bridge is shut, Agence Kampuchea Presse reported.
Tatoli | DILI, 05 October 2026 (TATOLI) – The bridge is shut. | A ponte fechou, adianta a Tatoli.
News1 Korea | (서울=뉴스1) 김철수 기자 = 다리가 폐쇄됐다. | 다리가 폐쇄됐다.⏎출처: 뉴스1
HKCNA | 大桥关闭。⏎来源：香港中通社 | 据中通社报道，大桥关闭。
NZPA | WELLINGTON, Oct 5 (NZPA) - The bridge is shut. | The bridge is shut.⏎- NZPA
NZ Newswire | The bridge is shut.⏎- NZ Newswire | The bridge is shut, she told NZ Newswire.
Pacnews | SUVA, 05 OCTOBER 2026 (PACNEWS) – The bridge is shut. | The bridge is shut.⏎SOURCE: PACNEWS
NCA NewsWire | The bridge is shut, she told NCA NewsWire. | The bridge is shut.⏎- NCA NewsWire
PANA | Dakar, Senegal (PANA) - The bridge is shut, says the African Union. | The bridge is shut, Panapress reports.
APA Africa | APAnews - The bridge is shut. | Le pont est fermé, rapporte l’Agence de presse africaine.
APS Senegal | Le pont est fermé, rapporte l’Agence de presse sénégalaise.
APS Senegal | Le pont est fermé.⏎Source : Agence de Presse Sénégalaise
AIP | Abidjan, 05 oct 2026 (AIP) - Le pont est fermé. | Le pont de Bouaké est fermé.⏎(AIP)
AIB | Ouagadougou, 5 oct. 2026 (AIB) - Le pont est fermé. | Le pont est fermé, selon l’Agence d’information du Burkina.
AMAP | Bamako, 05 octobre (AMAP) Le pont est fermé. | Le pont de Bamako est fermé. (AMAP)
ANP Niger | Le pont est fermé, rapporte l’Agence nigérienne de presse. | Source : Agence Nigérienne de Presse
ATOP | Lomé, 5 oct. (ATOP) – Le pont est fermé. | Le pont de Lomé est fermé.⏎Source : ATOP
ABP Bénin | Le pont est fermé, selon l’Agence Bénin Presse. | Source : Agence Bénin Presse
AGP Guinée | Le pont est fermé, selon l’Agence guinéenne de presse. | Source : Agence Guinéenne de Presse
AGP Gabon | Le pont est fermé, selon l’Agence gabonaise de presse. | Source : Agence Gabonaise de Presse
ACP | Kinshasa, 05 octobre 2026 (ACP).- Le pont est fermé. | Le pont de Kinshasa est fermé.⏎ACP
ACI Congo | Le pont est fermé, selon l’Agence congolaise d’information. | Source : Agence Congolaise d'Information
ATPE | Le pont est fermé, selon l’Agence tchadienne de presse. | Source : Agence Tchadienne de Presse
ABP Burundi | Le pont est fermé, selon l’Agence burundaise de presse. | Source : Agence Burundaise de Presse
RNA Rwanda | The bridge is shut, the Rwanda News Agency reported. | The bridge is shut.⏎Source: Rwanda News Agency
AIM | Maputo, 5 Out (AIM) – A ponte fechou. | A ponte de Maputo fechou.⏎(AIM)
Inforpress | Cidade da Praia, 05 Out (Inforpress) – A ponte fechou. | A ponte fechou.⏎Inforpress/Fim
STP-Press | São Tomé, 5 Out (STP-Press) – A ponte fechou. | A ponte fechou.⏎Fonte: STP-Press
ANG Guiné-Bissau | A ponte fechou, segundo a Agência de Notícias da Guiné. | Fonte: Agência de Notícias da Guiné
Nampa | WINDHOEK, 05 OCT (NAMPA) – The bridge is shut. | The bridge in Windhoek is shut.⏎– Nampa
BOPA | The bridge is shut. BOPA | The bridge is shut.⏎Source: BOPA
LENA | MASERU, Oct. 05 (LENA) – The bridge is shut. | The bridge is shut, the Lesotho News Agency reported.
ZANIS | The bridge is shut. –ZANIS | The bridge is shut, he told ZANIS in Lusaka.
New Ziana | Harare, October 5, 2026 (New Ziana) – The bridge is shut. | The bridge is shut. – New Ziana.
MANA | Lilongwe, October 5 (Mana): The bridge is shut. | The bridge is shut, he told Malawi News Agency.
URN | Kampala, (URN) - The bridge is shut. | The bridge is shut, he told Uganda Radio Network.
SONNA | Mogadishu (SONNA) – The bridge is shut. | The bridge is shut, SONNA reported.
ADI | Djibouti (ADI) - Le pont est fermé. | Le pont est fermé, rapporte l’Agence djiboutienne d’information.
Seychelles News Agency | (Seychelles News Agency) - The bridge is shut.
Seychelles News Agency | The bridge is shut, he told the Seychelles News Agency.
SLENA | FREETOWN, Oct. 5 (SLENA) - The bridge is shut. | The bridge is shut, the Sierra Leone News Agency reported.
LINA | MONROVIA, Oct. 5 (LINA) - The bridge is shut. | The bridge is shut, the Liberia News Agency reported.
SAnews | The bridge is shut. – SAnews.gov.za | The bridge is shut.⏎Source: SAnews
APO Group | The bridge is shut.⏎Distributed by APO Group
APO Group | NAIROBI, Kenya, 5 October 2026 -/African Media/- News.⏎Source: APO Group
Andina | Lima, oct. 5. El puente se cerró.⏎Fuente: Andina | El puente se cerró, informó la agencia Andina.
ABI | La Paz, 5 oct 2026 (ABI).- El puente se cerró. | El puente de La Paz se cerró. (ABI)
ANF | La Paz, 5 de octubre de 2026 (ANF).- El puente se cerró. | Fuente: Agencia de Noticias Fides
AVN | Caracas, 05 Oct. AVN.- El puente se cerró.⏎(AVN) | El puente se cerró, según la Agencia Venezolana de Noticias.
Andes Ecuador | El puente se cerró, informó la agencia Andes. | Fuente: Agencia Andes
Agencia IP | Asunción, Agencia IP.- El puente se cerró. | El puente se cerró.⏎Fuente: Agencia IP
AGN | Ciudad de Guatemala, 5 oct (AGN).- El puente se cerró. | Fuente: Agencia Guatemalteca de Noticias
Colprensa | Bogotá (Colprensa). El puente se cerró. | El puente se cerró.⏎COLPRENSA
Aton Chile | El puente se cerró.⏎Foto: Aton Chile | El puente se cerró.⏎Fuente: Agencia Aton
Agencia Uno | El puente se cerró.⏎Foto: Agencia Uno | El puente se cerró.⏎Crédito: AgenciaUNO
UyPress | MONTEVIDEO (Uypress) – El puente se cerró. | El puente se cerró.⏎Fuente: UyPress
DyN | BUENOS AIRES (DyN) - El puente de Buenos Aires se cerró. | El puente se cerró, informó la agencia DyN.
Quadratín | MORELIA, Mich., 5 de octubre de 2026 (Quadratín).- El puente se cerró.
Quadratín | El puente se cerró.⏎Fuente: Quadratín
Apro | CIUDAD DE MÉXICO (apro).- El puente se cerró. | El puente se cerró, informó la agencia Apro.
Agencia Reforma | CIUDAD DE MÉXICO (Agencia Reforma).- El puente se cerró. | El puente se cerró.⏎AGENCIA REFORMA
Cuartoscuro | El puente se cerró.⏎Foto: Cuartoscuro | El puente se cerró.⏎(Foto: Ines Palo / Cuartoscuro)
ACN Cuba | La Habana, 5 oct (Agencia Cubana de Noticias) - El puente se cerró. | Fuente: Agencia Cubana de Noticias
AHP | Port-au-Prince, 5 octobre 2026 (AHP) - Le pont est fermé. | Le pont est fermé, selon l’Agence haïtienne de presse.
AlterPresse | P-au-P, 05 oct. 2026 [AlterPresse] --- Le pont est fermé. | Le pont est fermé.⏎Source : AlterPresse
JIS | The bridge in Kingston is shut. (JIS) | The bridge is shut, he told JIS News.
CMC | BRIDGETOWN, Barbados (CMC) – The bridge is shut. | The bridge in Antigua is shut. (CMC)
Folhapress | SÃO PAULO, SP (FOLHAPRESS) - A ponte fechou. | A ponte fechou.⏎Fonte: Folhapress
Agência O Globo | A ponte fechou.⏎Fonte: Agência O Globo | A ponte fechou. (Agência O Globo)
Agência Senado | A ponte fechou.⏎Fonte: Agência Senado | A ponte fechou.⏎Com informações da Agência Senado
Agência Câmara | A ponte fechou.⏎Fonte: Agência Câmara de Notícias | A ponte fechou.⏎Com informações da Agência Câmara
Gazeta Press | A ponte fechou.⏎Foto: Gazeta Press | A ponte fechou. (Gazeta Press)
Agence QMI | Le pont est fermé.⏎– Agence QMI | Le pont est fermé, a-t-il dit à l’Agence QMI.
Catholic News Agency | Rome, Oct 5, 2026 (Catholic News Agency) - The bridge is shut.
Catholic News Agency | The bridge is shut, he told Catholic News Agency.
Catholic News Service | ROME (Catholic News Service) -- The bridge is shut.
Catholic News Service | The bridge is shut, he told Catholic News Service.
OSV News | ROME (OSV News) -- The bridge is shut. | The bridge is shut, he told OSV News.
Baptist Press | NASHVILLE (Baptist Press) – The bridge is shut. | The bridge is shut, he told Baptist Press.
KFF Health News | The bridge is shut, she told KFF Health News.
KFF Health News | This article was originally published by KFF Health News.
ACCESS Newswire | RENO, NV (ACCESS Newswire) - Veltrane opened a plant. | SOURCE: Accesswire
Newsfile | TORONTO, Oct. 5, 2026 (Newsfile Corp.) - Veltrane opened a plant. | Source: Newsfile Corp.
"""

NO_CREDITS = """
The waste firm SITA won the contract, and SITA said that it would hire forty drivers, according to SITA.
The IT firm SITA runs networks for air transport. SITA told airlines to wait. Bags are traced by the provider (SITA)
Odpad odváža firma, ktorú vlastní SITA. Riaditeľ SITA povedal, že zmluva platí.
The Finnish arms maker Patria said that orders rose. According to Patria, forty vehicles were built. (Patria)
Die Räder baut Patria.⏎Patria
The club sells Andina shirts. “Wear it,” the club told Andina fans. Sponsors: Telefonica and Andina
El secretario de la Comunidad Andina dijo en Lima que la zona Andina crece.⏎Fuente: Comunidad Andina
The trend told a story, and Trend, a shop, said that sales rose.⏎Trend
MIA told fans that she was sorry. Scorers: 1. Jimmy Butler (MIA)
Three soldiers are missing in action (MIA)⏎MIA
Archives de la télévision : l’INA a numérisé ces images.⏎© INA
Ina Garten told Ina, her niece. INA said so.
The AKP said that it would win. Five seats went to the governing party (AKP)
Bangkok Airways and Asia Plus (KPL)
Prokurator IPN powiedział, że akta otwarto, i podał to IPN. Akta ma instytut (IPN)
Der Infotag der Schule beginnt um neun.⏎Infotag: Die Schule lädt ein.
Kabar baik datang, kata warga.⏎Kabar: jalan dibuka.
El dólar cerró a 1.400 pesos en el Banco Nación (BNA)
Das Horn tönt, die Siren von Oslo.⏎Siren
Mina Loy said that she was tired. The mine, said Mina, was closed. MINA
Lina and Lana told Mana to rest. Winners: LINA, LANA and MANA
Bei der Ausgabe von Saatgut (NPK)
The spokesman of Mongolia’s embassy told diplomats of Montsame Street. He lives in Montsame Street.
Fonet Bilgi Teknolojileri yükseldi.
The Malaysian National News Agency has a new chairman. Ukraine’s National News Agency moved.
The Uzbek hospital UZA said so, and the Antwerp hospital (UZA)
Dyn shows handball. DYN and Dyn said so. DyN
Prime told Prime members. Uno told Agencia de Viajes Uno.
KAI said that it had sold ten jets. Jets are built by Korea Aerospace Industries (KAI)
Kai told Kai. The railway is run by a state firm (KAI)
Iraqi oil rose. NINA and INA are girls’ names in Rome.
A cheap 24.kg bag of rice was sold in Bishkek.
"""


def rows() -> list[tuple[str, str]]:
    """Each agency with a text that credits it."""
    lines = [line.split(" | ") for line in CREDITS.strip().split("\n")]
    return [(line[0], text.replace("⏎", "\n\n")) for line in lines for text in line[1:]]


def sounds() -> list[str]:
    """Texts that credit nobody."""
    return [line.replace("⏎", "\n\n") for line in NO_CREDITS.strip().split("\n")]
