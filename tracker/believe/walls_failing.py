"""What pages in other languages say that fail: kind -> language or matter -> (pattern, a text it was written for).

Written under the rule of `walls`: what such a page says of itself, here and now. Norwegian and Danish share a row.
"""

from __future__ import annotations

from typing import Final

Phrases = dict[str, tuple[str, str]]

FAILING: Final[dict[str, Phrases]] = {
    "error page": {
        "try again": (
            r"(?:versuchen sie|probieren sie) es|schauen sie (?:\w+ ){0,3}vorbei|réessay|merci de revenir|"
            r"int[eé]nt[ae](?:lo|r)? de nuevo|vuelva? a intentarlo|riprova|tent(?:e|ar) (?:\w+ )?novamente|"
            r"probeer het|spróbuj (?:ponownie|jeszcze)|försök igen|prøv igjen|prøv igen|yritä .{0,20}uudelleen|"
            r"zkuste to|попробуйте|спробуйте|δοκιμάστε ξανά|tekrar deneyin|もう一度お試し|時間をおいて|"
            r"[稍请請][后後刷候]?再?[试試重]|刷新页面|重新整理|다시 시도|المحاولة مرة أخرى|נסו שוב|"
            r"próbálja (?:meg )?újra|încercați din nou",
            "Versuchen Sie es später noch einmal.",
        ),
        "went wrong": (
            r"etwas (?:ist )?schief ?gelaufen|technische(?:r|n)? (?:fehler|störung)|erreur technique|"
            r"problème technique|algo (?:salió|ha salido|ha ido|deu|correu) (?:mal|errado)|ocurri[oó] un error|"
            r"qualcosa è andato storto|ocorreu um (?:erro|problema)|(?:er )?ging iets mis|coś poszło nie tak|"
            r"nie możemy teraz wyświetlić|něco se (?:pokazilo|nepovedlo)|noe gikk galt|щось пішло не так|"
            r"παρουσιάστηκε .{0,6}σφάλμα|(?:hata|sorun) (?:oluştu|meydana geldi)|問題が発生|出[现現][问問]题|"
            r"문제가 발생했|حدثت? (?:خطأ|مشكلة)|אירעה תקלה|valami (?:elromlott|hiba történt)|ceva nu a mers",
            "Algo salió mal",
        ),
        "bare": (
            r"^(?:fehler|erreur|errore?|erro|fout|błąd|fel|fejl|feil|virhe|chyba|hiba|eroare|hata|ошибка|помилка|"
            r"σφάλμα|エラー|错误|錯誤|오류|خطأ|שגיאה|ups|oups|¡?ups|ops|oeps|hoppsan|hov|hups|jejda|упс|hoppá|"
            r"oi)\W{0,3}$",
            "Fehler",
        ),
        "search": (
            r"(?:nutzen|verwenden) sie die suche|utilisez la recherche|usa el buscador|usa la ricerca|use a busca|"
            r"gebruik de zoek|skorzystaj z wyszukiwarki|använd sökning|brug søg|bruk søk|käytä hakua|"
            r"použijte vyhledáv|воспользуйтесь поиском|скористайтеся пошуком|arama kutusunu|استخدم البحث|(?:lien|"
            r"link|enlace|länk)\w{0,3} .{0,24}(?:broken|veraltet|cassé|roto|quebrado)",
            "Utilisez la recherche ou revenez à l'accueil.",
        ),
        "home": (
            r"(?:zur|auf die) startseite|zurück zur (?:haupt|start)seite|(?:retour|revenir|retourner) à (?:l'accueil|"
            r"la page d'accueil)|(?:volver?|vuelve|regresar) (?:a la portada|al inicio|a la página de inicio)|"
            r"torna(?:re)? alla (?:home|pagina principale)|(?:volte|voltar) para (?:a página inicial|o início)|"
            r"naar de (?:startpagina|homepage)|(?:na|do) stron[ęy] główn|(?:till|til) (?:startsidan|forsiden|"
            r"startsiden)|etusivulle|na úvod(?:ní)?|на главную|на головну|αρχική σελίδα|ana sayfaya|トップページ|"
            r"ホームに戻|[返回]回?首[页頁]|홈 ?(?:으로|화면)|الصفحة الرئيسية|לדף הבית|a (?:fő|kezdő)(?:oldal|lap)ra|"
            r"la prima pagină",
            "Zurück zur Startseite",
        ),
        "de": (
            r"^(?:die )?(?:angeforderte )?seite (?:wurde )?(?:leider )?(?:nicht gefunden|nicht verfügbar)|"
            r"seite,? die sie suchen|(?:gesuchte|gewünschte|angeforderte) seite (?:\w+ )?nicht|"
            r"^diese seite (?:existiert|ist) (?:leider )?nicht|fehler ist aufgetreten",
            "Die Seite, die Sie suchen, wurde leider nicht gefunden.",
        ),
        "fr": (
            r"^page (?:introuvable|non trouvée)|ne trouvons pas la page|page (?:que vous (?:re)?cherchez|"
            r"demandée) (?:n'existe|est introuvable|n'a pas)|^cette page n'(?:existe|est) (?:pas|plus)|"
            r"erreur (?:inattendue )?(?:est survenue|s'est produite)|lien est peut-être rompu",
            "La page que vous recherchez n'existe pas ou a été déplacée.",
        ),
        "es": (
            r"^página no (?:encontrada|disponible)|página que (?:estás |está )?busca(?:s|ndo)?\b|no (?:pudimos|"
            r"podemos) encontrar la página|^esta página no (?:existe|está)|(?:ha ocurrido|se ha producido) un error",
            "Lo sentimos, la página que buscas no existe.",
        ),
        "it": (
            r"^pagina non (?:trovata|disponibile)|pagina che (?:stai cercando|cerchi)|pagina richiesta non|"
            r"trovare la pagina|^pagina inesistente|^questa pagina non esiste|si è verificato un errore",
            "La pagina che stai cercando non esiste.",
        ),
        "pt": (
            r"^página não (?:encontrada|disponível)|página que (?:você )?(?:está )?procura|não encontramos a página|"
            r"^esta página não existe|ocorreu um erro",
            "A página que você procura não existe.",
        ),
        "nl": (
            r"^(?:deze )?pagina (?:is )?niet gevonden|pagina die (?:u|je) zoekt|^deze pagina bestaat niet|"
            r"er is (?:iets|een fout)",
            "De pagina die u zoekt bestaat niet.",
        ),
        "pl": (
            r"^nie znaleziono strony|^strona nie (?:została znaleziona|istnieje)|strona, której szukasz|"
            r"ta strona (?:już )?nie istnieje|wystąpił błąd",
            "Strona, której szukasz, nie istnieje.",
        ),
        "sv": (
            r"^sidan (?:kunde inte hittas|hittades inte|finns inte)|sidan (?:som )?du (?:letar efter|söker|sökte)|"
            r"något gick fel",
            "Sidan du letar efter finns inte.",
        ),
        "da, nb": (
            r"^siden (?:blev|ble) ikke funnet|^siden (?:blev ikke fundet|findes ikke|finnes ikke)|"
            r"side(?:n)?,? du (?:leder|leter|ser) efter|siden,? du (?:leter|ser) etter|noget gik galt|noe gikk galt",
            "Siden, du leder efter, findes ikke.",
        ),
        "fi": (
            r"sivua ei löyt|sivun lataaminen|etsimääsi sivua|(?:jotain|jokin) meni (?:pieleen|vikaan)",
            "Etsimääsi sivua ei ole olemassa.",
        ),
        "cs": (
            r"^stránka (?:nebyla )?nenalezena|^stránka nebyla nalezena|stránka, kterou hledáte|"
            r"stránku se nepodařilo (?:najít|načíst)|došlo k chybě",
            "Stránka, kterou hledáte, neexistuje.",
        ),
        "ru": (
            r"^(?:запрашиваемая )?страница не найдена|запр(?:ошенная|ашиваемая) (?:вами )?страница|"
            r"не можем найти .{0,20}страницу|^такой страницы нет|произошла ошибка|что-то пошло не так",
            "Запрошенная страница не существует.",
        ),
        "uk": (
            r"^сторінку не знайдено|сторінк[аиу], як[аоу]ї? ви шукаєте|не можемо знайти .{0,20}сторінку|"
            r"сталася помилка",
            "Сторінку не знайдено",
        ),
        "el": (
            r"^η σελίδα δεν βρέθηκε|σελίδα που (?:ψάχνετε|αναζητάτε|ζητήσατε)|κάτι πήγε στραβά",
            "Η σελίδα που ψάχνετε δεν υπάρχει.",
        ),
        "tr": (r"^sayfa bulunamadı|aradığınız sayfa|bir (?:hata oluştu|şeyler ters)", "Aradığınız sayfa mevcut değil."),
        "ja": (
            r"ページ(?:が|は)(?:見つかりません|見つかりませんでした|存在しません|ありません)|お探しのページ|"
            r"エラーが発生しました",
            "お探しのページは移動または削除された可能性があります。",
        ),
        "zh": (
            r"^[页頁]面(?:不存在|未找到|走[丢失])|找不到(?:[该該此]?[网網]?[页頁]面?|[您你]要的)|[您你](?:要找|"
            r"[访訪][问問]|要查找)的[网網]?[页頁]|^出[错錯]了|[发發]生[错錯][误誤]",
            "抱歉，您访问的页面不存在或已被删除。",
        ),
        "ko": (r"페이지를 찾을 수 없|(?:요청하신|찾으시는) 페이지|오류가 발생했", "페이지를 찾을 수 없습니다"),
        "ar": (
            r"^الصفحة غير موجودة|الصفحة التي تبحث عنها|العثور على الصفحة|حدث خطأ|^لم يتم العثور",
            "الصفحة التي تبحث عنها غير موجودة.",
        ),
        "he": (
            r"^ה?(?:דף|עמוד) (?:המבוקש )?לא נמצא|ה?(?:דף|עמוד) שחיפשת|אירעה שגיאה|משהו השתבש",
            "הדף שחיפשת אינו קיים.",
        ),
        "hu": (r"^az oldal nem található|keresett oldal|hiba történt", "A keresett oldal nem létezik."),
        "ro": (
            r"^pagina nu (?:a fost găsită|există)|pagina (?:pe care o )?căuta(?:ți|tă)|a apărut o eroare",
            "Pagina nu a fost găsită",
        ),
    },
    "maintenance page": {
        "de": (
            r"^(?:wartung(?:sarbeiten|smodus)?|wir sind gleich zurück)$|wird (?:gerade|derzeit|momentan) gewartet|"
            r"(?:seite|website) ist wegen wartung|(?:in kürze|bald|gleich) wieder (?:für sie )?(?:da|erreichbar|"
            r"online)|(?:sind|ist) (?:bald|gleich) zurück|wegen wartungsarbeiten (?:derzeit|zurzeit|momentan)",
            "Unsere Website wird gerade gewartet. Wir sind in Kürze wieder für Sie da.",
        ),
        "fr": (
            r"^(?:site )?en maintenance$|est (?:actuellement en|momentanément|"
            r"indisponible pour cause de) (?:maintenance|indisponible)|revenons vite|(?:serons|revenons|"
            r"de retour) (?:de retour )?(?:très )?bientôt|service sera rétabli",
            "Notre site est actuellement en maintenance.",
        ),
        "es": (
            r"^(?:sitio |web )?(?:en|cerrado por) mantenimiento|fuera de servicio por|estamos (?:realizando|"
            r"mejorando|en mantenimiento)|^volve(?:re)?mos (?:pronto|enseguida|en breve)|^(?:el )?(?:servicio|"
            r"sitio) no está disponible temporalmente",
            "Estamos realizando tareas de mantenimiento. Volveremos pronto.",
        ),
        "it": (
            r"^(?:sito )?in manutenzione|sito è in manutenzione|torn(?:er|i)emo (?:presto|subito|online)|^torniamo|"
            r"stiamo aggiornando",
            "Il sito è in manutenzione. Torneremo presto online.",
        ),
        "pt": (
            r"^(?:site )?em manutenção|está em manutenção (?:no|neste) momento|volta(?:re)?mos (?:em breve|já)|"
            r"^já voltamos|^estamos a fazer melhorias",
            "Nosso site está em manutenção no momento. Voltaremos em breve.",
        ),
        "nl": (
            r"^onderhoud$|is (?:tijdelijk|momenteel) niet (?:bereikbaar|beschikbaar) wegens onderhoud|"
            r"(?:zo snel mogelijk|zo|snel) weer (?:terug|online)",
            "Onze website is tijdelijk niet bereikbaar wegens onderhoud.",
        ),
        "pl": (
            r"^przerwa techniczna|trwają prace (?:konserwacyjne|techniczne|serwisowe)|(?:wkrótce|zaraz) wracamy|"
            r"strona (?:jest )?(?:chwilowo|tymczasowo) niedostępna",
            "Trwają prace konserwacyjne. Wkrótce wracamy.",
        ),
        "sv": (
            r"^underhåll(?: pågår)?$|stängd för underhåll|(?:snart|strax) tillbaka|^vi uppdaterar",
            "Vår webbplats är tillfälligt stängd för underhåll.",
        ),
        "da, nb": (
            r"^vedlige?hold(?:else)?$|^vedlikehold$|er midlertidi[gt]{1,2} (?:utilgængelig|utilgjengelig|nede|"
            r"ude af drift)|(?:snart|straks) tilbage|(?:snart|straks) tilbake|^vi oppdaterer|^vi opdaterer",
            "Hjemmesiden er midlertidigt utilgængelig på grund af vedligeholdelse.",
        ),
        "fi": (
            r"^huoltokatko|on (?:tilapäisesti|väliaikaisesti) poissa käytöstä|palaamme pian",
            "Huoltokatko. Palaamme pian.",
        ),
        "cs": (
            r"probíhá údržba|(?:brzy|hned) (?:budeme |jsme )?zpět|služba je dočasně nedostupná|^údržba",
            "Na webu právě probíhá údržba. Brzy budeme zpět.",
        ),
        "ru": (
            r"^технические работы$|ведутся технические работы|скоро верн[её]мся|сервис временно недоступен|"
            r"на сайте (?:проводятся|ведутся)",
            "На сайте ведутся технические работы. Мы скоро вернёмся.",
        ),
        "uk": (
            r"^технічні роботи$|тривають технічні роботи|скоро повернемос[яь]|сервіс тимчасово недоступний",
            "На сайті тривають технічні роботи.",
        ),
        "el": (
            r"^εργασίες συντήρησης|βρίσκεται υπό συντήρηση|(?:θα )?επιστρέ(?:ψ|φ)ουμε σύντομα|"
            r"είναι προσωρινά μη διαθέσιμη",
            "Ο ιστότοπος βρίσκεται υπό συντήρηση.",
        ),
        "tr": (
            r"^bakım (?:çalışması|modu|yapılıyor)|bakım nedeniyle geçici|(?:içinde geri|hemen) döneceğiz|"
            r"hizmet geçici olarak kullanılamıyor",
            "Sitemiz bakım nedeniyle geçici olarak hizmet dışıdır.",
        ),
        "ja": (
            r"^(?:ただいま|現在)?.{0,6}メンテナンス中|ただいまメンテナンス|再度アクセスしてください|"
            r"メンテナンスを実施して|現在サービスを(?:一時)?停止して|サービス停止のお知らせ",
            "ただいまメンテナンス中です。",
        ),
        "zh": (
            r"^(?:系[统統]|[网網]站)(?:正在)?(?:[维維][护護]|升[级級])中?|[维維][护護]中|[请請]稍[后後]再[访試试]|"
            r"服[务務][暂暫][时時](?:不可用|[无無]法使用)",
            "网站正在维护，请稍后再访问。",
        ),
        "ko": (
            r"점검 중(?:입니다|$)|점검을 진행하고|잠시 후 다시 (?:이용|시도|접속)|서비스가 일시 중단되었습니다",
            "현재 시스템 점검 중입니다.",
        ),
        "ar": (r"(?:تحت|قيد) الصيانة|سنعود قريب|الخدمة غير متوفرة مؤقت", "الموقع قيد الصيانة حاليًا. سنعود قريبًا."),
        "he": (
            r"^האתר ב(?:תחזוקה|שיפוצים)|נמצא בעבודות תחזוקה|(?:מיד )?נשוב(?: בקרוב|$)|השירות אינו זמין זמנית",
            "האתר נמצא בעבודות תחזוקה.",
        ),
        "hu": (
            r"^karbantartás$|^az oldal karbantartás|(?:hamarosan visszatérünk|mindjárt jövünk)|"
            r"a szolgáltatás átmenetileg nem érhető",
            "Az oldal karbantartás miatt átmenetileg nem elérhető.",
        ),
        "ro": (
            r"^(?:site )?în mentenanță|site-ul este în (?:mentenanță|mentenanţă|curs)|revenim (?:în curând|imediat)|"
            r"serviciul este temporar indisponibil",
            "Site-ul este în mentenanță. Revenim în curând.",
        ),
    },
}
