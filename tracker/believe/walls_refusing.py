"""What pages in other languages say that refuse or send elsewhere: kind -> language -> (pattern, an example).

Written under the rule of `walls`: what such a page says of itself, here and now. Norwegian and Danish share a row.
"""

from __future__ import annotations

from typing import Final

Phrases = dict[str, tuple[str, str]]

REFUSING: Final[dict[str, Phrases]] = {
    "challenge": {
        "de": (
            r"(?:bestätigen|beweisen) sie,? dass sie ein mensch|sicherheit ihrer verbindung|^zugriff verweigert|"
            r"^(?:ich bin )?kein roboter$|^sicherheitsprüfung|prüfen,? ob (?:sie|ihr browser)|"
            r"keine berechtigung,? (?:auf )?diese seite|ihr browser wird überprüft",
            "Bestätigen Sie, dass Sie ein Mensch sind.",
        ),
        "fr": (
            r"vérifi(?:er|ez) que vous êtes (?:un )?humain|sécurité de votre connexion|que vous n'êtes pas un robot|"
            r"^accès refusé|pas autorisée? à accéder à cette page",
            "Vérifiez que vous êtes humain en effectuant l'action ci-dessous.",
        ),
        "es": (
            r"(?:verifica|confirma|verifique|confirme) que (?:eres|es) (?:un ser )?humano|seguridad de (?:tu|"
            r"su) conexión|comprobando (?:tu|su) navegador|no eres un robot|^acceso denegado|"
            r"no tienes? permiso para (?:acceder|ver)",
            "Verifica que eres un ser humano.",
        ),
        "it": (
            r"(?:verifica|conferma) (?:che|di) (?:sei|essere) un essere umano|sicurezza della (?:tua )?connessione|"
            r"^accesso negato|non (?:sei|è) autorizzato ad accedere a questa",
            "Verifica che sei un essere umano.",
        ),
        "pt": (
            r"(?:confirme|verifique)(?: que| se) (?:você )?é (?:um ser )?humano|segurança da sua conexão|"
            r"segurança da sua ligação|^acesso (?:negado|recusado)|não tem permissão para (?:acess|aced|ver)",
            "Confirme que você é humano realizando a ação a seguir.",
        ),
        "nl": (
            r"verifieer dat (?:u|je) een mens|beveiliging van (?:uw|je) verbinding|^toegang geweigerd|"
            r"geen toegang tot deze pagina",
            "Verifieer dat u een mens bent.",
        ),
        "pl": (
            r"potwierdź, że jesteś człowiekiem|bezpieczeństwo (?:twojego )?połączenia|^odmowa dostępu|"
            r"nie masz uprawnień do",
            "Potwierdź, że jesteś człowiekiem.",
        ),
        "sv": (
            r"(?:bekräfta|verifiera) att du är (?:en )?människa|säkerheten (?:för|i) din anslutning|^åtkomst nekad|"
            r"inte behörighet att (?:se|visa) den här",
            "Bekräfta att du är en människa.",
        ),
        "da, nb": (
            r"bekræft,? at du er et menneske|bekreft at du er et menneske|sikkerheden af din forbindelse|"
            r"sikkerheten til tilkoblingen|^adgang nægtet|^ingen tilgang|ikke (?:adgang|tilgang) til denne siden?",
            "Bekreft at du er et menneske.",
        ),
        "fi": (
            r"vahvista,? että olet ihminen|yhteytesi turvallisuus|^pääsy (?:estetty|evätty)|"
            r"ei ole oikeuksia tälle sivulle",
            "Vahvista, että olet ihminen.",
        ),
        "cs": (
            r"ověřte, že jste člověk|zabezpečení vašeho připojení|^přístup (?:odepřen|zamítnut)|nemáte oprávnění k",
            "Ověřte, že jste člověk.",
        ),
        "ru": (
            r"подтвердите, что вы (?:человек|не робот)|безопасность вашего (?:под|со)|^доступ (?:запрещ[её]н|"
            r"ограничен)|нет прав для просмотра",
            "Подтвердите, что вы человек.",
        ),
        "uk": (
            r"підтвердьте, що ви (?:людина|не робот)|безпеку вашого з'єднання|^доступ заборонено|"
            r"немає прав для перегляду",
            "Підтвердьте, що ви людина.",
        ),
        "el": (
            r"(?:επαληθεύστε|επιβεβαιώστε) ότι είστε άνθρωπος|ασφάλεια της σύνδεσής σας|^δεν επιτρέπεται η πρόσβαση|"
            r"δεν έχετε δικαίωμα πρόσβασης",
            "Επαληθεύστε ότι είστε άνθρωπος.",
        ),
        "tr": (
            r"insan olduğunuzu doğrulayın|bağlantınızın güvenliğini|^erişim (?:engellendi|reddedildi)|"
            r"görüntüleme izniniz yok",
            "İnsan olduğunuzu doğrulayın.",
        ),
        "ja": (
            r"人間であることを確認|接続のセキュリティを(?:確認|検証)|^アクセスが(?:拒否|制限)され|"
            r"表示する権限がありません|ロボットではありません",
            "あなたが人間であることを確認してください。",
        ),
        "zh": (
            r"[验驗][证證][您你]是(?:真人|人[类類])|[检檢]查[您你]的?[连連][线線接]的?安全性|^(?:访问被拒绝|存取遭拒|"
            r"拒[绝絕][访存])|[没沒]有[权權]限(?:访问|存取)此|请完成(?:安全)?验证|^安全(?:验证|驗證|检查|檢查)$|"
            r"异常流量",
            "请完成以下操作，验证您是真人。",
        ),
        "ko": (
            r"사람인지 확인|연결의 보안을|^접근이 (?:거부|차단)되|접근할 권한이 없",
            "아래 작업을 완료하여 사람인지 확인하십시오.",
        ),
        "ar": (
            r"تحقق من أنك إنسان|التحقق من أنك إنسان|أمان اتصالك|^(?:تم )?رفض الوصول|ليس لديك (?:إذن|صلاحية) للوصول",
            "تحقق من أنك إنسان.",
        ),
        "he": (r"שאתה (?:אנושי|בן אדם)|אבטחת החיבור שלך|^הגישה נדחתה|אין לך הרשאה", "אמת שאתה אנושי."),
        "hu": (
            r"(?:igazolja|erősítse meg),? hogy ön ember|kapcsolat biztonságát|^hozzáférés megtagadva|"
            r"nincs jogosultsága",
            "Igazolja, hogy Ön ember.",
        ),
        "ro": (
            r"(?:verificați|confirmați) că sunteți (?:om|o persoană)|securitatea conexiunii|^acces (?:interzis|"
            r"refuzat)|nu aveți permisiunea",
            "Verificați că sunteți om.",
        ),
    },
    "script required": {
        "Latin": (
            r"(?:bitte )?aktivieren sie (?:bitte )?javascript|javascript (?:ist deaktiviert|"
            r"in ihrem browser aktivieren)|veuillez activer (?:le )?javascript|(?:debes?|por favor,?) (?:habilitar?|"
            r"activar?|habilite|active) javascript|^(?:abilita|attiva) javascript|^(?:ative|habilite) o javascript|"
            r"schakel javascript in|włącz (?:obsługę )?javascript|aktivera javascript|slå (?:på )?javascript|"
            r"ota javascript käyttöön|povolte .{0,20}javascript|javascript'?i? etkinleştirin|"
            r"engedélyezze a javascript|^activați javascript",
            "Bitte aktivieren Sie JavaScript in Ihrem Browser.",
        ),
        "others": (
            r"включите (?:поддержку )?javascript|увімкніть javascript|ενεργοποιήστε τη javascript|"
            r"javascript\s?を有効にしてください|请(?:启用|开启) ?javascript|請(?:啟用|開啟) ?javascript|"
            r"javascript를 (?:활성화|사용)하|(?:تفعيل|تمكين) javascript|להפעיל (?:את )?javascript",
            "このページを表示するにはJavaScriptを有効にしてください。",
        ),
    },
    "consent wall": {
        "Latin": (
            r"(?:teil der|gehört zur) .{2,30}[ -]markenfamilie|wir und unsere (?:bis zu )?\d{2,4} partner|"
            r"^bevor sie (?:fortfahren|zu \w+ weiter)|klicken sie auf \W?alle (?:akzeptieren|ablehnen)|"
            r"^weiter(?:lesen)? mit werbung|fait partie de la famille de marques|nos \d{2,4} partenaires|"
            r"cliquez sur \W{1,3}tout (?:accepter|refuser)|^avant d(?:e continuer|'accéder)|familia de marcas|"
            r"^antes de (?:continuar|ir a|avançar)|nuestros \d{2,4} socios|famiglia di (?:marchi|brand)|"
            r"^prima di continuare|nostri \d{2,4} partner|^voordat (?:je|u) (?:verder|doorgaat)|"
            r"onze \d{2,4} partners|nossos \d{2,4} parceiros|^zanim przejdziesz|(?:naszych|nasi) \d{2,4} partner|"
            r"^innan du fortsätter|våra \d{2,4} partner|^før du fortsætter|^før du fortsetter|vores \d{2,4} partnere",
            "Bevor Sie fortfahren",
        ),
    },
    "login wall": {
        "de": (
            r"melden sie sich an, um|^(?:bitte )?(?:anmelden|einloggen)$|(?:pass|kenn)wort vergessen\?|"
            r"loggen sie sich mit|noch kein (?:konto|kunde)\?|(?:abonnent|kunde)\? (?:hier|jetzt) anmelden",
            "Melden Sie sich an, um fortzufahren.",
        ),
        "fr": (
            r"connectez-vous pour|^(?:connexion|se connecter|identification)$|mot de passe oublié ?\?|"
            r"pas encore de compte ?\?",
            "Connectez-vous pour continuer.",
        ),
        "es": (
            r"inici(?:a|e) sesión para|^(?:iniciar sesión|acceder)$|olvidado (?:tu|su|la) contraseña\?|"
            r"no tienes? cuenta\?",
            "Inicia sesión para continuar.",
        ),
        "it": (
            r"accedi per (?:continuare|vedere|leggere)|^(?:accedi|login)$|password dimenticata\?|non hai un account\?",
            "Accedi per continuare.",
        ),
        "pt": (
            r"(?:faça login|inicie sessão|entre) para continuar|^(?:entrar|iniciar sessão)$|esqueceu a senha\?|"
            r"não tem (?:uma )?conta\?",
            "Faça login para continuar.",
        ),
        "nl": (
            r"log in om (?:verder|door) te gaan|^(?:inloggen|aanmelden)$|wachtwoord vergeten\?|nog geen account\?",
            "Log in om verder te gaan.",
        ),
        "pl": (
            r"zaloguj się,? aby (?:kontynuować|zobaczyć|przejść)|^(?:zaloguj się|logowanie)$|nie pamiętasz hasła\?|"
            r"nie masz konta\?",
            "Zaloguj się, aby kontynuować.",
        ),
        "sv": (
            r"logga in för att (?:fortsätta|se|läsa)|^logga in$|glömt (?:ditt )?lösenord(?:et)?\?|"
            r"har du inget konto\?",
            "Logga in för att fortsätta.",
        ),
        "da, nb": (
            r"log ind for at (?:fortsætte|se)|logg inn for å (?:fortsette|se)|^log(?:g)? in[dn]$|"
            r"glemt (?:din )?adgangskode(?:n)?\?|glemt passord(?:et)?\?|har du ikke (?:en )?konto\?",
            "Logg inn for å fortsette.",
        ),
        "fi": (
            r"kirjaudu sisään jatkaaksesi|^kirjaudu(?: sisään)?$|unohditko salasana(?:n|si)\?|"
            r"eikö sinulla ole tiliä\?",
            "Kirjaudu sisään jatkaaksesi.",
        ),
        "cs": (
            r"pro pokračování se (?:prosím )?přihlaste|^přihlášení$|zapomněli jste heslo\?|nemáte účet\?",
            "Pro pokračování se přihlaste.",
        ),
        "ru": (
            r"войдите(?: в \w+)?, чтобы|^(?:вход|войти|авторизация)$|забыли пароль\?|нет аккаунта\?",
            "Войдите, чтобы продолжить.",
        ),
        "uk": (
            r"увійдіть(?: в \w+)?, щоб|^(?:вхід|увійти)$|забули пароль\?|немає облікового запису\?",
            "Увійдіть, щоб продовжити.",
        ),
        "el": (
            r"συνδεθείτε για να (?:συνεχίσετε|δείτε)|^σύνδεση$|ξεχάσατε τον κωδικό|δεν έχετε λογαριασμό",
            "Συνδεθείτε για να συνεχίσετε.",
        ),
        "tr": (
            r"devam etmek için (?:giriş yapın|oturum açın)|^(?:giriş yap|oturum aç)$|şifreni(?:zi)? mi unuttun|"
            r"hesab(?:ın|ınız) yok mu",
            "Devam etmek için giriş yapın.",
        ),
        "ja": (
            r"続行するには.{0,6}ログイン|ログインして(?:続行|ください)|^ログイン$|パスワードをお忘れ|"
            r"アカウントをお持ちでない",
            "続行するにはログインしてください。",
        ),
        "zh": (
            r"[请請]先?[登][录入錄].{0,3}(?:后|後|以|再)?[继繼][续續]|^登[录入錄]$|忘[记記]密[码碼]|"
            r"[还還][没沒]有(?:账号|帳號|帐号)",
            "请先登录后再继续。",
        ),
        "ko": (r"계속하려면 로그인|^로그인$|비밀번호를 잊으셨|계정이 없으신가요", "계속하려면 로그인하세요."),
        "ar": (
            r"(?:سج.?ل|تسجيل) الدخول للمتابعة|^تسجيل الدخول$|نسيت كلمة (?:المرور|السر)|ليس لديك حساب",
            "سجّل الدخول للمتابعة.",
        ),
        "he": (r"להתחבר כדי להמשיך|^(?:התחברות|כניסה)$|שכחת סיסמה|אין לך חשבון", "יש להתחבר כדי להמשיך."),
        "hu": (
            r"a folytatáshoz jelentkezz|^bejelentkezés$|elfelejtette a jelszavát|nincs még fiókja",
            "A folytatáshoz jelentkezzen be.",
        ),
        "ro": (
            r"autentificați-vă pentru a|^(?:autentificare|conectare)$|ați uitat parola|nu aveți cont",
            "Autentificați-vă pentru a continua.",
        ),
    },
    "redirect shell": {
        "Latin": (
            r"redirection en cours|(?:^|werden )(?:sie )?(?:werden )?(?:in kürze |"
            r"automatisch )?weitergeleitet\W{0,3}$|vous allez être redirigé|serás redirigido|^redirigiendo|"
            r"^reindirizzamento",
            "Redirection en cours",
        ),
    },
    "region": {
        "Latin": (
            r"(?:inhalt|dienst|seite|video) ist in (?:ihrem|deinem) land|n'est pas disponible dans votre (?:pays|"
            r"région)|no está disponible en (?:tu|su) (?:país|región)|non è disponibile nel tuo paese|"
            r"não está disponível no (?:seu|teu) país|niet beschikbaar in (?:jouw|uw|je) land|"
            r"nie jest dostępn[aey] w (?:twoim|państwa) kraju|inte tillgänglig(?:t)? i ditt land|"
            r"ikke tilgængelig(?:t)? i dit land|ikke tilgjengelig i landet ditt|ei ole saatavilla maassasi|"
            r"není ve vaší zemi dostup|ülkenizde kullanılamıyor|nem érhető el az ön országában|"
            r"nu este disponibil(?:ă)? în țara",
            "Ce contenu n'est pas disponible dans votre pays.",
        ),
        "others": (
            r"недоступ(?:ен|на|но) в вашей стране|недоступний у вашій країні|δεν είναι διαθέσιμο στη χώρα σας|"
            r"お住まいの国.{0,10}ご利用いただけません|所在的?(?:国家|地区|國家|地區).{0,8}(?:无法|無法|不能)(?:使用|"
            r"访问|存取)|현재 국가에서 이용할 수 없|غير متاح في بلدك|אינו זמין במדינה שלך",
            "Этот контент недоступен в вашей стране.",
        ),
    },
}
