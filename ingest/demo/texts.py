"""What the demo's customers write and say, in English, Catalan and Persian: sentences only, no logic.

Each table is ordered as ``organisation.LANGUAGES``. Addresses and numbers in the contact sentences cannot exist:
example.org is reserved for examples, and no country has the telephone code 999.
"""

from __future__ import annotations

from typing import Final

Sentences = tuple[str, str, str]

# By characteristic: what is said by somebody who is content with it, and by somebody who is not.
COMMENTS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    "on_time": (
        (
            "Everything came on the day that was promised.",
            "Tot va arribar el dia que m’havien dit.",
            "همه‌چیز همان روزی که گفته بودند رسید.",
        ),
        (
            "I stayed at home all day and nobody came.",
            "Em vaig quedar a casa tot el dia i no va venir ningú.",
            "تمام روز در خانه ماندم و کسی نیامد.",
        ),
    ),
    "delay_news": (
        (
            "They told me about the delay before I had to ask.",
            "Em van avisar del retard abans que ho preguntés.",
            "پیش از آنکه بپرسم، تأخیر را خبر دادند.",
        ),
        (
            "The parcel was late and I had no message at all.",
            "El paquet anava tard i no vaig rebre cap avís.",
            "بسته دیر کرد و هیچ پیامی به من ندادند.",
        ),
    ),
    "returns": (
        (
            "Sending the parcel back took five minutes.",
            "Tornar el paquet em va costar cinc minuts.",
            "پس فرستادن بسته پنج دقیقه طول کشید.",
        ),
        (
            "Nobody collected my return, although it was booked twice.",
            "Ningú no va recollir la devolució, i l’havia demanada dues vegades.",
            "دو بار نوبت گرفتم و کسی برای بردن مرجوعی نیامد.",
        ),
    ),
    "parcel_condition": (
        (
            "The box arrived without a scratch.",
            "La caixa va arribar sense cap cop.",
            "جعبه بی هیچ خراشی رسید.",
        ),
        (
            "The corner was crushed and the cup inside broken.",
            "La cantonada estava aixafada i la tassa de dins, trencada.",
            "گوشهٔ جعبه له شده بود و فنجان داخلش شکسته بود.",
        ),
    ),
    "value_for_money": (
        (
            "A fair price for what you get.",
            "Un preu just pel servei que donen.",
            "قیمتش با خدمتی که می‌دهند می‌خواند.",
        ),
        (
            "Too expensive for a small parcel.",
            "Massa car per a un paquet petit.",
            "برای یک بستهٔ کوچک خیلی گران است.",
        ),
    ),
    "booking": (
        (
            "Booking is quick, even on the telephone screen.",
            "Fer la comanda és ràpid, fins i tot des del mòbil.",
            "سفارش دادن سریع است، حتی با گوشی.",
        ),
        (
            "The form lost my address twice.",
            "El formulari em va esborrar l’adreça dues vegades.",
            "فرم دو بار نشانی مرا پاک کرد.",
        ),
    ),
    "staff": (
        (
            "The driver was friendly and patient.",
            "El repartidor va ser amable i pacient.",
            "پیک خوش‌برخورد و باحوصله بود.",
        ),
        (
            "The person at the counter did not even look up.",
            "La persona del taulell ni tan sols va aixecar la vista.",
            "کارمند پشت پیشخوان حتی سرش را بلند نکرد.",
        ),
    ),
    "resolution": (
        (
            "My problem was solved with the first call.",
            "Em van resoldre el problema amb la primera trucada.",
            "مشکلم با همان تماس اول حل شد.",
        ),
        (
            "I explained the same problem four times and it is still open.",
            "He explicat el mateix problema quatre vegades i continua obert.",
            "چهار بار همان مشکل را توضیح دادم و هنوز حل نشده است.",
        ),
    ),
    "invoices": (
        (
            "The invoice is clear, and so are its parts.",
            "La factura és clara i s’entén cada concepte.",
            "صورت‌حساب روشن است و هر بخشش معلوم است.",
        ),
        (
            "I cannot tell what the second charge on the invoice is for.",
            "No sé de què és el segon càrrec de la factura.",
            "نمی‌دانم هزینهٔ دوم صورت‌حساب بابت چیست.",
        ),
    ),
}

CONTACTS: Final[tuple[Sentences, ...]] = (
    (
        "Write to me at client{number}@example.org.",
        "Escriviu-me a client{number}@example.org.",
        "به client{number}@example.org بنویسید.",
    ),
    (
        "Call me on +999 555 {number}.",
        "Truqueu-me al +999 555 {number}.",
        "با شمارهٔ +۹۹۹ ۵۵۵ {number} تماس بگیرید.",
    ),
)

# By cause: the complaint as the customer put it.
COMPLAINTS: Final[dict[str, tuple[Sentences, ...]]] = {
    "late_delivery": (
        (
            "The parcel came three days after the day I had been given.",
            "El paquet va arribar tres dies després del dia acordat.",
            "بسته سه روز پس از روزی که گفته بودند رسید.",
        ),
        (
            "The delivery was marked as done, but nothing was here.",
            "El lliurament constava com a fet, però aquí no hi havia res.",
            "نوشته بودند تحویل شده، ولی چیزی به دستم نرسیده بود.",
        ),
    ),
    "not_solved_first_time": (
        (
            "I have called four times about the same thing and nobody takes it on.",
            "He trucat quatre vegades pel mateix i ningú no se’n fa càrrec.",
            "برای یک موضوع چهار بار تماس گرفته‌ام و هیچ‌کس پیگیر نمی‌شود.",
        ),
        (
            "My case was closed without anyone asking whether it was solved.",
            "Em van tancar el cas sense preguntar-me si estava resolt.",
            "پرونده‌ام را بستند بی‌آنکه بپرسند مشکل حل شده یا نه.",
        ),
    ),
    "no_news": (
        (
            "There was no message during the whole delay.",
            "Durant tot el retard no vaig rebre cap missatge.",
            "در تمام مدت تأخیر هیچ پیامی نیامد.",
        ),
        (
            "The tracking page showed the same line for five days.",
            "El seguiment va mostrar la mateixa línia durant cinc dies.",
            "صفحهٔ رهگیری پنج روز همان یک خط را نشان می‌داد.",
        ),
    ),
    "damaged": (
        (
            "The box was torn open and half of the contents were wet.",
            "La caixa estava estripada i la meitat del contingut, moll.",
            "جعبه پاره بود و نیمی از محتویاتش خیس شده بود.",
        ),
        (
            "I received somebody else’s parcel.",
            "Vaig rebre el paquet d’una altra persona.",
            "بستهٔ کس دیگری را به من دادند.",
        ),
    ),
    "invoice_error": (
        (
            "I was charged twice for one parcel.",
            "Em van cobrar dues vegades un sol paquet.",
            "برای یک بسته دو بار پول گرفتند.",
        ),
        (
            "The discount that was agreed is not on the invoice.",
            "El descompte acordat no surt a la factura.",
            "تخفیفی که قرار بود در صورت‌حساب نیست.",
        ),
    ),
    "phone_waiting": (
        (
            "I waited forty minutes on the telephone and was cut off.",
            "Vaig esperar quaranta minuts al telèfon i es va tallar.",
            "چهل دقیقه پشت تلفن ماندم و قطع شد.",
        ),
        (
            "Nobody answers the telephone in the afternoon.",
            "A la tarda ningú no agafa el telèfon.",
            "بعدازظهرها هیچ‌کس تلفن را جواب نمی‌دهد.",
        ),
    ),
    "return_not_collected": (
        (
            "My return was not collected on the day that was booked.",
            "No van recollir la devolució el dia reservat.",
            "در روز تعیین‌شده برای بردن مرجوعی نیامدند.",
        ),
        (
            "Three weeks later the refund for my return is still missing.",
            "Tres setmanes després encara no m’han reemborsat la devolució.",
            "پس از سه هفته هنوز پول مرجوعی را پس نداده‌اند.",
        ),
    ),
    "other": (
        (
            "The van blocked the entrance of our building.",
            "La furgoneta va bloquejar l’entrada de l’edifici.",
            "وانت جلوی در ساختمان ما را بسته بود.",
        ),
        (
            "The opening hours on the door are not those on the website.",
            "L’horari de la porta no és el mateix que el del web.",
            "ساعت کار روی در با ساعت کار وب‌گاه یکی نیست.",
        ),
    ),
}

# By theme: the characteristic it speaks of, the usual sentiment, and the remark.
REMARKS: Final[dict[str, tuple[str, str, Sentences]]] = {
    "told_again": (
        "resolution",
        "negative",
        (
            "Every time I call, I start the story from the beginning.",
            "Cada vegada que truco, he de tornar a començar la història.",
            "هر بار که زنگ می‌زنم باید ماجرا را از اول بگویم.",
        ),
    ),
    "nobody_owns_case": (
        "resolution",
        "negative",
        (
            "You never know who has your case.",
            "Mai no saps qui porta el teu cas.",
            "هیچ‌وقت نمی‌دانی پرونده‌ات دست کیست.",
        ),
    ),
    "honest_about_delay": (
        "delay_news",
        "mixed",
        (
            "A delay is no drama if they say so in time.",
            "Un retard no és cap drama si avisen a temps.",
            "تأخیر مهم نیست، به شرطی که به‌موقع خبر بدهند.",
        ),
    ),
    "narrow_time_window": (
        "on_time",
        "neutral",
        (
            "Two hours would do, I do not need the minute.",
            "Amb una franja de dues hores en tinc prou.",
            "بازهٔ دوساعته کافی است، دقیقه‌اش را نمی‌خواهم.",
        ),
    ),
    "kind_drivers": (
        "staff",
        "positive",
        (
            "Our driver knows everybody in the street.",
            "El nostre repartidor coneix tot el carrer.",
            "پیک ما همهٔ اهل کوچه را می‌شناسد.",
        ),
    ),
    "small_parcels_dear": (
        "value_for_money",
        "negative",
        (
            "For a letter-sized parcel the price is hard to explain.",
            "Per a un paquet de la mida d’una carta, el preu costa d’entendre.",
            "برای بسته‌ای به اندازهٔ نامه، این قیمت توجیه ندارد.",
        ),
    ),
    "careful_packing": (
        "parcel_condition",
        "positive",
        (
            "I have never had a broken thing from them.",
            "Mai no m’ha arribat res trencat.",
            "هیچ‌وقت چیز شکسته‌ای از آن‌ها نگرفته‌ام.",
        ),
    ),
}

GUIDE_TOPICS: Final = ("last_delivery", "when_something_goes_wrong", "price_and_value")
