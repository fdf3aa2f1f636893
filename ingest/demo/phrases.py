"""What the demo's customers write unasked, on cards, in letters and in public reviews: sentences only, no logic.

A text is an opening, a core that tells its theme, and a closing that fits its sentiment; ``voices`` puts them together.
Each table is ordered as ``organisation.LANGUAGES``. What is answered to questions is in ``texts``.
"""

from __future__ import annotations

from typing import Final

from ingest.demo.texts import Sentences

OPENINGS: Final[tuple[Sentences, ...]] = (
    ("", "", ""),
    ("I have been a customer for years.", "Fa anys que soc client.", "سال‌هاست که مشتری شما هستم."),
    ("Last week I sent two parcels.", "La setmana passada vaig enviar dos paquets.", "هفتهٔ پیش دو بسته فرستادم."),
    ("This is about my last order.", "És sobre la meva darrera comanda.", "دربارهٔ آخرین سفارشم می‌نویسم."),
    ("We are a small shop.", "Som una botiga petita.", "ما یک مغازهٔ کوچک داریم."),
    (
        "My mother uses your service too.",
        "La meva mare també fa servir el servei.",
        "مادرم هم از خدمت شما استفاده می‌کند.",
    ),
)

CLOSINGS: Final[dict[str, tuple[Sentences, ...]]] = {
    "positive": (
        ("", "", ""),
        ("Many thanks!", "Moltes gràcies!", "خیلی ممنون!"),
        ("Keep it up.", "Continueu així.", "همین‌طور ادامه بدهید."),
        ("I will tell my neighbours.", "Ho diré als veïns.", "به همسایه‌ها هم می‌گویم."),
    ),
    "negative": (
        ("", "", ""),
        ("I am very disappointed.", "Estic molt decebut.", "خیلی ناامید شدم."),
        ("This cannot go on.", "Això no pot continuar.", "این‌طور نمی‌شود."),
        ("Never again.", "Mai més.", "دیگر هرگز."),
    ),
    "neutral": (
        ("", "", ""),
        ("It is only an idea.", "És només una idea.", "فقط یک پیشنهاد است."),
        ("Perhaps you can think about it.", "Potser ho podeu valorar.", "شاید بتوانید به آن فکر کنید."),
    ),
    "mixed": (
        ("The rest was fine, thank you.", "La resta, molt bé, gràcies.", "بقیه‌اش خوب بود، ممنون."),
        ("Still, the people are lovely.", "Tot i això, la gent és encantadora.", "با این حال آدم‌هایتان دوست‌داشتنی‌اند."),
        ("Apart from that I am content.", "A part d’això, estic content.", "جز این راضی هستم."),
    ),
}

# By theme: the characteristic it speaks of, and its cores with the sentiment of each.
Core = tuple[str, Sentences]
VOICES: Final[dict[str, tuple[str, tuple[Core, ...]]]] = {
    "told_again": (
        "resolution",
        (
            (
                "negative",
                (
                    "Every agent asks me to tell the whole story again.",
                    "Cada agent em fa tornar a explicar tota la història.",
                    "هر کارشناسی از من می‌خواهد ماجرا را از اول بگویم.",
                ),
            ),
            (
                "negative",
                (
                    "I repeated my reference number to five different people.",
                    "Vaig repetir el número de referència a cinc persones diferents.",
                    "شمارهٔ پیگیری را برای پنج نفر تکرار کردم.",
                ),
            ),
            (
                "negative",
                (
                    "Nobody had read the notes of my earlier calls.",
                    "Ningú no havia llegit les notes de les trucades anteriors.",
                    "هیچ‌کس یادداشت تماس‌های قبلی مرا نخوانده بود.",
                ),
            ),
            (
                "neutral",
                (
                    "Agents should see what the customer has already explained.",
                    "Els agents haurien de veure què ha explicat ja el client.",
                    "کارشناس باید ببیند مشتری پیش‌تر چه توضیح داده است.",
                ),
            ),
        ),
    ),
    "nobody_owns_case": (
        "resolution",
        (
            (
                "negative",
                (
                    "My case goes from one department to the next.",
                    "El meu cas va d’un departament a l’altre.",
                    "پرونده‌ام از این بخش به آن بخش می‌رود.",
                ),
            ),
            (
                "negative",
                (
                    "No one takes responsibility for my claim.",
                    "Ningú no es fa responsable de la meva reclamació.",
                    "هیچ‌کس مسئولیت درخواست مرا نمی‌پذیرد.",
                ),
            ),
            (
                "negative",
                (
                    "The office sends me to the depot and the depot to the office.",
                    "L’oficina m’envia al magatzem i el magatzem a l’oficina.",
                    "دفتر مرا به انبار حواله می‌دهد و انبار به دفتر.",
                ),
            ),
            (
                "neutral",
                (
                    "One named person per case would help.",
                    "Aniria bé una persona assignada a cada cas.",
                    "خوب است هر پرونده یک مسئول مشخص داشته باشد.",
                ),
            ),
        ),
    ),
    "honest_about_delay": (
        "delay_news",
        (
            (
                "positive",
                (
                    "They warned me of the delay the evening before.",
                    "Em van avisar del retard el vespre abans.",
                    "شب پیش خبر تأخیر را به من دادند.",
                ),
            ),
            (
                "positive",
                (
                    "An honest message about the delay saved my day.",
                    "Un avís sincer del retard em va salvar el dia.",
                    "پیام صادقانه دربارهٔ تأخیر روزم را نجات داد.",
                ),
            ),
            (
                "negative",
                (
                    "The delay was hidden until I asked.",
                    "Em van amagar el retard fins que vaig preguntar.",
                    "تا نپرسیدم تأخیر را پنهان کردند.",
                ),
            ),
            (
                "neutral",
                (
                    "Send a short message as soon as a delay is known.",
                    "Envieu un avís curt quan sapigueu que hi ha retard.",
                    "همین که تأخیر معلوم شد یک پیام کوتاه بفرستید.",
                ),
            ),
        ),
    ),
    "narrow_time_window": (
        "on_time",
        (
            (
                "neutral",
                (
                    "A time window of two hours would be enough for me.",
                    "Amb una franja de dues hores en tindria prou.",
                    "بازهٔ زمانی دوساعته برایم کافی است.",
                ),
            ),
            (
                "neutral",
                (
                    "Let us choose morning or afternoon for the delivery.",
                    "Deixeu-nos triar matí o tarda per al lliurament.",
                    "بگذارید صبح یا عصر را برای تحویل انتخاب کنیم.",
                ),
            ),
            (
                "negative",
                (
                    "A window from eight to eight means a day at home.",
                    "Una franja de vuit a vuit vol dir tot el dia a casa.",
                    "بازهٔ هشت تا هشت یعنی یک روز خانه‌نشینی.",
                ),
            ),
            (
                "positive",
                (
                    "The one-hour window was kept to the minute.",
                    "La franja d’una hora es va complir al minut.",
                    "بازهٔ یک‌ساعته دقیق رعایت شد.",
                ),
            ),
        ),
    ),
    "kind_drivers": (
        "staff",
        (
            (
                "positive",
                (
                    "The driver carried the box up to the third floor.",
                    "El repartidor va pujar la caixa fins al tercer pis.",
                    "پیک جعبه را تا طبقهٔ سوم بالا آورد.",
                ),
            ),
            (
                "positive",
                (
                    "Your driver is always friendly and greets the children.",
                    "El vostre repartidor sempre és amable i saluda els nens.",
                    "پیک شما همیشه مهربان است و به بچه‌ها سلام می‌کند.",
                ),
            ),
            (
                "positive",
                (
                    "A kind driver waited while I looked for my glasses.",
                    "Un repartidor amable es va esperar mentre buscava les ulleres.",
                    "پیک مهربان صبر کرد تا عینکم را پیدا کنم.",
                ),
            ),
            (
                "negative",
                (
                    "The driver shouted at me in the street.",
                    "El repartidor em va cridar al mig del carrer.",
                    "پیک وسط کوچه سرم داد زد.",
                ),
            ),
        ),
    ),
    "small_parcels_dear": (
        "value_for_money",
        (
            (
                "negative",
                (
                    "The price for a small parcel is far too high.",
                    "El preu d’un paquet petit és massa alt.",
                    "قیمت بستهٔ کوچک خیلی زیاد است.",
                ),
            ),
            (
                "negative",
                (
                    "I pay more for the shipping than for the book inside.",
                    "Pago més per l’enviament que pel llibre de dins.",
                    "هزینهٔ ارسال از کتاب داخلش بیشتر است.",
                ),
            ),
            (
                "neutral",
                (
                    "A cheaper tariff for envelopes would be welcome.",
                    "Aniria bé una tarifa més barata per als sobres.",
                    "تعرفهٔ ارزان‌تری برای پاکت‌ها لازم است.",
                ),
            ),
            (
                "positive",
                (
                    "The new price for small parcels is fair.",
                    "El nou preu dels paquets petits és just.",
                    "قیمت تازهٔ بسته‌های کوچک منصفانه است.",
                ),
            ),
        ),
    ),
    "careful_packing": (
        "parcel_condition",
        (
            (
                "positive",
                (
                    "The glasses were packed so well that none broke.",
                    "Les copes anaven tan ben embalades que no se’n va trencar cap.",
                    "لیوان‌ها چنان خوب بسته‌بندی شده بود که یکی هم نشکست.",
                ),
            ),
            (
                "positive",
                (
                    "The box arrived dry although it was raining.",
                    "La caixa va arribar eixuta tot i la pluja.",
                    "با اینکه باران می‌آمد جعبه خشک رسید.",
                ),
            ),
            (
                "negative",
                (
                    "The packing was torn and a plate broken.",
                    "L’embalatge era estripat i un plat, trencat.",
                    "بسته‌بندی پاره بود و یک بشقاب شکسته.",
                ),
            ),
            (
                "neutral",
                (
                    "Offer stronger boxes for fragile things.",
                    "Oferiu caixes més fortes per a coses fràgils.",
                    "برای چیزهای شکستنی جعبهٔ محکم‌تر بگذارید.",
                ),
            ),
        ),
    ),
    "late_again": (
        "on_time",
        (
            (
                "negative",
                (
                    "The parcel came three days later than promised.",
                    "El paquet va arribar tres dies més tard del que havien promès.",
                    "بسته سه روز دیرتر از قول رسید.",
                ),
            ),
            (
                "negative",
                (
                    "Late again: the gift arrived after the birthday.",
                    "Un altre cop tard: el regal va arribar després de l’aniversari.",
                    "باز هم دیر شد: هدیه بعد از تولد رسید.",
                ),
            ),
            (
                "negative",
                (
                    "I waited at home and nobody came on the agreed day.",
                    "Em vaig esperar a casa i el dia acordat no va venir ningú.",
                    "در خانه منتظر ماندم و روز مقرر کسی نیامد.",
                ),
            ),
            (
                "neutral",
                (
                    "Promise a later day rather than miss an earlier one.",
                    "Val més prometre un dia més tard que no complir.",
                    "بهتر است روز دیرتری قول بدهید تا بدقولی کنید.",
                ),
            ),
        ),
    ),
    "fast_delivery": (
        "on_time",
        (
            (
                "positive",
                (
                    "Ordered yesterday, delivered this morning.",
                    "Demanat ahir i lliurat aquest matí.",
                    "دیروز سفارش دادم و امروز صبح رسید.",
                ),
            ),
            (
                "positive",
                (
                    "The quickest delivery I have ever had.",
                    "El lliurament més ràpid que he tingut mai.",
                    "سریع‌ترین تحویلی بود که دیده‌ام.",
                ),
            ),
            (
                "positive",
                (
                    "It arrived a day early.",
                    "Va arribar un dia abans.",
                    "یک روز زودتر رسید.",
                ),
            ),
            (
                "positive",
                (
                    "Fast, even to the islands.",
                    "Ràpid, fins i tot a les illes.",
                    "سریع، حتی تا جزیره‌ها.",
                ),
            ),
        ),
    ),
    "app_trouble": (
        "booking",
        (
            (
                "negative",
                (
                    "The app crashes when I enter the address.",
                    "L’aplicació es tanca quan poso l’adreça.",
                    "برنامک هنگام نوشتن نشانی بسته می‌شود.",
                ),
            ),
            (
                "negative",
                (
                    "The booking form does not accept my postcode.",
                    "El formulari no m’accepta el codi postal.",
                    "فرم سفارش کد پستی مرا نمی‌پذیرد.",
                ),
            ),
            (
                "neutral",
                (
                    "The app should remember my usual addresses.",
                    "L’aplicació hauria de recordar les adreces habituals.",
                    "برنامک باید نشانی‌های همیشگی را به یاد بسپارد.",
                ),
            ),
            (
                "positive",
                (
                    "Booking with the new app takes one minute.",
                    "Amb l’aplicació nova la comanda es fa en un minut.",
                    "با برنامک تازه سفارش یک دقیقه طول می‌کشد.",
                ),
            ),
        ),
    ),
    "parcel_lockers": (
        "booking",
        (
            (
                "neutral",
                (
                    "Please put parcel lockers at the station.",
                    "Poseu armariets de recollida a l’estació, si us plau.",
                    "لطفاً در ایستگاه صندوق بسته بگذارید.",
                ),
            ),
            (
                "neutral",
                (
                    "A locker that opens at night would suit me.",
                    "Un armariet obert de nit m’aniria bé.",
                    "صندوقی که شب هم باز باشد به کارم می‌آید.",
                ),
            ),
            (
                "neutral",
                (
                    "Why are there no lockers in the villages?",
                    "Per què no hi ha armariets als pobles?",
                    "چرا در روستاها صندوق بسته نیست؟",
                ),
            ),
            (
                "positive",
                (
                    "The lockers by the market are a great idea.",
                    "Els armariets del mercat són una gran idea.",
                    "صندوق‌های کنار بازار فکر خیلی خوبی است.",
                ),
            ),
        ),
    ),
    "return_slow": (
        "returns",
        (
            (
                "negative",
                (
                    "The refund for my return took five weeks.",
                    "El reemborsament de la devolució va trigar cinc setmanes.",
                    "پس دادن پول مرجوعی پنج هفته طول کشید.",
                ),
            ),
            (
                "negative",
                (
                    "Nobody came to collect the return that I had booked.",
                    "Ningú no va recollir la devolució que havia demanat.",
                    "کسی برای بردن مرجوعی که ثبت کرده بودم نیامد.",
                ),
            ),
            (
                "neutral",
                (
                    "Print the return label with the invoice.",
                    "Imprimiu l’etiqueta de devolució amb la factura.",
                    "برچسب مرجوعی را همراه صورت‌حساب چاپ کنید.",
                ),
            ),
            (
                "positive",
                (
                    "The return was collected within an hour.",
                    "Van recollir la devolució en una hora.",
                    "مرجوعی را ظرف یک ساعت بردند.",
                ),
            ),
        ),
    ),
    "invoice_unclear": (
        "invoices",
        (
            (
                "negative",
                (
                    "I do not understand the extra charge on the invoice.",
                    "No entenc el càrrec addicional de la factura.",
                    "هزینهٔ اضافی صورت‌حساب را نمی‌فهمم.",
                ),
            ),
            (
                "negative",
                (
                    "The invoice shows a parcel that I never sent.",
                    "A la factura surt un paquet que no he enviat mai.",
                    "در صورت‌حساب بسته‌ای هست که هرگز نفرستاده‌ام.",
                ),
            ),
            (
                "neutral",
                (
                    "Send one invoice a month instead of ten.",
                    "Envieu una factura al mes i no deu.",
                    "به‌جای ده صورت‌حساب، ماهی یکی بفرستید.",
                ),
            ),
            (
                "positive",
                (
                    "At last an invoice that one can read.",
                    "Per fi una factura que s’entén.",
                    "بالاخره صورت‌حسابی که می‌شود خواند.",
                ),
            ),
        ),
    ),
    "solved_at_once": (
        "resolution",
        (
            (
                "positive",
                (
                    "One call and the problem was solved.",
                    "Una trucada i el problema va quedar resolt.",
                    "با یک تماس مشکل حل شد.",
                ),
            ),
            (
                "positive",
                (
                    "The lady on the telephone found my parcel in ten minutes.",
                    "La noia del telèfon em va trobar el paquet en deu minuts.",
                    "خانم پشت تلفن بسته‌ام را ده‌دقیقه‌ای پیدا کرد.",
                ),
            ),
            (
                "positive",
                (
                    "They replaced the damaged goods without a question.",
                    "Em van canviar el producte malmès sense fer preguntes.",
                    "کالای آسیب‌دیده را بی‌هیچ پرسشی عوض کردند.",
                ),
            ),
            (
                "positive",
                (
                    "Your team kept me informed until everything was settled.",
                    "L’equip em va tenir informada fins que tot va quedar arreglat.",
                    "گروه شما تا درست شدن همه‌چیز مرا در جریان گذاشت.",
                ),
            ),
        ),
    ),
}

# Sentences with real peculiarities of writing that must survive untouched: l·l, the zero-width non-joiner, emoji, two
# scripts in one sentence, and the Arabic forms of two letters, which normalisation turns into the Persian ones.
PECULIAR: Final[tuple[tuple[str, str], ...]] = (
    ("ca", "La col·lecció va arribar intacta: excel·lent!"),
    ("fa", "می‌خواهم از پیک‌های شما تشکر کنم."),
    ("en", "Great service 👍🏽🎉 👨‍👩‍👧‍👦"),
    ("fa", "بسته‌ام با برنامک Parcel App رسید، خیلی OK بود."),
    ("ca", "Servei ràpid, خیلی ممنون, thank you!"),
    ("fa", "كتاب‌هاي من به‌موقع رسيد."),
)
