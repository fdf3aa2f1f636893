"""The words of every generated sentence, in each language. Figures and names take the places in braces.

Texts of single labels (verdicts, measures, rules) belong in ``seeds/seed_label.csv``; when a sentence is called for is
decided in ``findings`` and ``limits``.
"""

from __future__ import annotations

from dbt_project.wording.formats import Language

TEMPLATES: dict[str, dict[Language, str]] = {
    "headline.improved": {
        "en": "{subject} improved to {score} of 100{target}{finding}",
        "ca": "{subject} millora fins a {score} sobre 100{target}{finding}",
        "fa": "{subject} بهتر شد و به {score} از ۱۰۰ رسید{target}{finding}",
    },
    "headline.declined": {
        "en": "{subject} declined to {score} of 100{target}{finding}",
        "ca": "{subject} empitjora fins a {score} sobre 100{target}{finding}",
        "fa": "{subject} بدتر شد و به {score} از ۱۰۰ رسید{target}{finding}",
    },
    "headline.no_detectable_change": {
        "en": "{subject} stands at {score} of 100, with no detectable change{target}{finding}",
        "ca": "{subject} és de {score} sobre 100, sense canvi detectable{target}{finding}",
        "fa": "{subject} {score} از ۱۰۰ است و تغییر قابل‌تشخیصی ندارد{target}{finding}",
    },
    "headline.plain": {
        "en": "{subject} stands at {score} of 100{target}{finding}",
        "ca": "{subject} és de {score} sobre 100{target}{finding}",
        "fa": "{subject} {score} از ۱۰۰ است{target}{finding}",
    },
    "subject.satisfaction": {"en": "Satisfaction", "ca": "La satisfacció", "fa": "رضایت"},
    "subject.recommendation": {
        "en": "Willingness to recommend us",
        "ca": "La disposició a recomanar-nos",
        "fa": "آمادگی برای پیشنهاد ما",
    },
    "headline.hidden": {
        "en": "The satisfaction score of this edition cannot be shown: there are too few answers",
        "ca": "La puntuació de satisfacció d’aquesta edició no es pot mostrar: hi ha massa poques respostes",
        "fa": "نمرهٔ رضایت این ویرایش نشان داده نمی‌شود: پاسخ‌ها کم است",
    },
    "nothing": {"en": "", "ca": "", "fa": ""},
    "target.met": {
        "en": ", above the target of {target}",
        "ca": ", per sobre de l’objectiu de {target}",
        "fa": "، بالاتر از هدف {target}",
    },
    "target.not_met": {
        "en": ", below the target of {target}",
        "ca": ", per sota de l’objectiu de {target}",
        "fa": "، پایین‌تر از هدف {target}",
    },
    "target.undetermined": {
        "en": "; whether it meets the target of {target} cannot be told",
        "ca": "; no es pot dir si assoleix l’objectiu de {target}",
        "fa": "؛ نمی‌توان گفت که به هدف {target} رسیده است یا نه",
    },
    "finding.gap": {
        "en": "; “{characteristic}” falls furthest short of what customers expect",
        "ca": "; «{characteristic}» és el que queda més lluny del que esperen els clients",
        "fa": "؛ «{characteristic}» بیش از همه از انتظار مشتریان پایین‌تر است",
    },
    "finding.declined": {
        "en": "; “{characteristic}” declined among “{segment}”",
        "ca": "; «{characteristic}» empitjora entre «{segment}»",
        "fa": "؛ «{characteristic}» در گروه «{segment}» بدتر شده است",
    },
    "finding.cause": {
        "en": "; “{cause}” is the first cause of complaints",
        "ca": "; «{cause}» és la primera causa de queixa",
        "fa": "؛ نخستین علت شکایت «{cause}» است",
    },
    "promises.improved": {
        "en": "We keep more promises than before: {now} against {before}.",
        "ca": "Complim més promeses que abans: {now} davant {before}.",
        "fa": "بیش از پیش به وعده‌ها عمل می‌کنیم: {now} در برابر {before}.",
    },
    "promises.declined": {
        "en": "We keep fewer promises than before: {now} against {before}.",
        "ca": "Complim menys promeses que abans: {now} davant {before}.",
        "fa": "کم‌تر از پیش به وعده‌ها عمل می‌کنیم: {now} در برابر {before}.",
    },
    "sub.change": {
        "en": "{change} points {since} (95 % interval {interval}; {n} answers).",
        "ca": "{change} punts {since} (interval del 95 %: {interval}; {n} respostes).",
        "fa": "{change} امتیاز {since} (بازهٔ ۹۵٪: {interval}؛ {n} پاسخ).",
    },
    "sub.interval": {
        "en": "95 % interval {interval}; {n} answers.",
        "ca": "Interval del 95 %: {interval}; {n} respostes.",
        "fa": "بازهٔ ۹۵٪: {interval}؛ {n} پاسخ.",
    },
    "sub.improved": {
        "en": "“{characteristic}” improved among “{segment}”: {size} points {onset} ({interval}).",
        "ca": "«{characteristic}» millora entre «{segment}»: {size} punts {onset} ({interval}).",
        "fa": "«{characteristic}» در گروه «{segment}» {onset} بهتر شده است: {size} امتیاز ({interval}).",
    },
    "sub.declined": {
        "en": "“{characteristic}” declined among “{segment}”: {size} points {onset} ({interval}).",
        "ca": "«{characteristic}» empitjora entre «{segment}»: {size} punts {onset} ({interval}).",
        "fa": "«{characteristic}» در گروه «{segment}» {onset} بدتر شده است: {size} امتیاز ({interval}).",
    },
    "sub.gap": {
        "en": "“{characteristic}” lies {size} points below expectation ({interval}).",
        "ca": "«{characteristic}» queda {size} punts per sota de l’esperat ({interval}).",
        "fa": "«{characteristic}» {size} امتیاز پایین‌تر از انتظار است ({interval}).",
    },
    "complaints.improved": {
        "en": "Complaints fell to {rate} ({interval}) per 1,000 {unit}, {period}.",
        "ca": "Les queixes baixen a {rate} ({interval}) per 1.000 {unit}, {period}.",
        "fa": "شکایت‌ها کاهش یافت: {rate} ({interval}) در هر ۱٬۰۰۰ {unit}، {period}.",
    },
    "complaints.declined": {
        "en": "Complaints rose to {rate} ({interval}) per 1,000 {unit}, {period}.",
        "ca": "Les queixes pugen a {rate} ({interval}) per 1.000 {unit}, {period}.",
        "fa": "شکایت‌ها افزایش یافت: {rate} ({interval}) در هر ۱٬۰۰۰ {unit}، {period}.",
    },
    "complaints.no_detectable_change": {
        "en": "No detectable change in complaints: {rate} ({interval}) per 1,000 {unit}, {period}.",
        "ca": "Sense canvi detectable en les queixes: {rate} ({interval}) per 1.000 {unit}, {period}.",
        "fa": "شکایت‌ها تغییر قابل‌تشخیصی ندارد: {rate} ({interval}) در هر ۱٬۰۰۰ {unit}، {period}.",
    },
    "complaints.plain": {
        "en": "Complaints: {rate} ({interval}) per 1,000 {unit}, {period}.",
        "ca": "Queixes: {rate} ({interval}) per 1.000 {unit}, {period}.",
        "fa": "شکایت‌ها: {rate} ({interval}) در هر ۱٬۰۰۰ {unit}، {period}.",
    },
    "trend.improved": {
        "en": "“{characteristic}” improved by {slope} points a year ({interval})",
        "ca": "«{characteristic}» millora {slope} punts l’any ({interval})",
        "fa": "«{characteristic}» سالی {slope} امتیاز بهتر شده است ({interval})",
    },
    "trend.declined": {
        "en": "“{characteristic}” declined by {slope} points a year ({interval})",
        "ca": "«{characteristic}» empitjora {slope} punts l’any ({interval})",
        "fa": "«{characteristic}» سالی {slope} امتیاز بدتر شده است ({interval})",
    },
    "trend.no_detectable_change": {
        "en": "“{characteristic}”: in {n} points in time no trend can be told from chance",
        "ca": "«{characteristic}»: en {n} punts en el temps cap tendència es distingeix de l’atzar",
        "fa": "«{characteristic}»: در {n} نقطهٔ زمانی، روندی جدا از نوسان تصادفی دیده نمی‌شود",
    },
    "trend.not_enough_data": {
        "en": "“{characteristic}”: {n} points in time are too few for a trend{first}",
        "ca": "«{characteristic}»: {n} punts en el temps són massa pocs per a una tendència{first}",
        "fa": "«{characteristic}»: {n} نقطهٔ زمانی برای روند کم است{first}",
    },
    "trend.not_comparable": {
        "en": "“{characteristic}”: the question changed, and since then there are too few points for a trend",
        "ca": "«{characteristic}»: la pregunta va canviar i des d’aleshores hi ha massa pocs punts per a una tendència",
        "fa": "«{characteristic}»: پرسش عوض شده و از آن پس نقطه‌ها برای روند کم است",
    },
    "trend.first": {
        "en": "; {change} points {since} ({interval})",
        "ca": "; {change} punts {since} ({interval})",
        "fa": "؛ {change} امتیاز {since} ({interval})",
    },
    "chain.understanding": {
        "en": "“{characteristic}”: the largest loss lies between expectation and plan ({size} points)",
        "ca": "«{characteristic}»: la pèrdua més gran és entre l’expectativa i el pla ({size} punts)",
        "fa": "«{characteristic}»: بزرگ‌ترین افت میان انتظار و برنامه است ({size} امتیاز)",
    },
    "chain.conformance": {
        "en": "“{characteristic}”: the largest loss lies between plan and delivery ({size} points)",
        "ca": "«{characteristic}»: la pèrdua més gran és entre el pla i la prestació ({size} punts)",
        "fa": "«{characteristic}»: بزرگ‌ترین افت میان برنامه و ارائه است ({size} امتیاز)",
    },
    "chain.view": {
        "en": "“{characteristic}”: the largest loss lies between delivery and perception ({size} points)",
        "ca": "«{characteristic}»: la pèrdua més gran és entre la prestació i la percepció ({size} punts)",
        "fa": "«{characteristic}»: بزرگ‌ترین افت میان ارائه و ادراک است ({size} امتیاز)",
    },
    "chain.none": {
        "en": "“{characteristic}”: no loss along the chain from expectation to perception",
        "ca": "«{characteristic}»: cap pèrdua en la cadena de l’expectativa a la percepció",
        "fa": "«{characteristic}»: در زنجیرهٔ انتظار تا ادراک افتی نیست",
    },
    "gaps.none": {
        "en": "No characteristic falls detectably short of expectation",
        "ca": "Cap característica queda detectablement per sota de l’esperat",
        "fa": "هیچ ویژگی‌ای به‌گونه‌ای قابل‌تشخیص پایین‌تر از انتظار نیست",
    },
    "gaps.one": {
        "en": "“{characteristic}” falls {size} points short of expectation; no other shortfall can be detected",
        "ca": "«{characteristic}» queda {size} punts per sota de l’esperat; no se’n detecta cap altra",
        "fa": "«{characteristic}» {size} امتیاز پایین‌تر از انتظار است؛ کاستی دیگری قابل‌تشخیص نیست",
    },
    "gaps.many": {
        "en": "{n} of {total} characteristics fall short of expectation, “{characteristic}” by most: {size} points",
        "ca": "{n} de {total} característiques queden per sota de l’esperat, sobretot «{characteristic}»: {size} punts",
        "fa": "{n} ویژگی از {total} پایین‌تر از انتظار است، بیش از همه «{characteristic}»: {size} امتیاز",
    },
    "causes.one": {
        "en": "“{cause}” makes {share} of complaints",
        "ca": "«{cause}» fa el {share} de les queixes",
        "fa": "«{cause}» علت {share} شکایت‌هاست",
    },
    "causes.many": {
        "en": "{n} causes make {share} of complaints; the first is “{cause}”",
        "ca": "{n} causes fan el {share} de les queixes; la primera és «{cause}»",
        "fa": "{n} علت {share} شکایت‌ها را می‌سازند؛ نخستین آن‌ها «{cause}» است",
    },
    "rivals.scores": {
        "en": "Of {n} comparisons with rivals we are behind in {behind} and ahead in {ahead}",
        "ca": "De {n} comparacions amb competidors, som darrere en {behind} i davant en {ahead}",
        "fa": "از {n} مقایسه با رقیبان، در {behind} مقایسه عقب‌تر و در {ahead} مقایسه جلوتریم",
    },
    "rivals.counts": {
        "en": "Rivals are known by counts alone, which cannot be compared",
        "ca": "Dels competidors només se’n coneixen recomptes, que no es poden comparar",
        "fa": "از رقیبان تنها شمارها در دست است که با هم قابل مقایسه نیستند",
    },
    "segments.none": {
        "en": "No segment changed detectably",
        "ca": "Cap segment no canvia de manera detectable",
        "fa": "هیچ گروهی تغییر قابل‌تشخیصی نداشته است",
    },
    "segments.improved": {
        "en": "“{characteristic}” improved among “{segment}” {onset}{others}",
        "ca": "«{characteristic}» millora entre «{segment}» {onset}{others}",
        "fa": "«{characteristic}» در گروه «{segment}» {onset} بهتر شده است{others}",
    },
    "segments.declined": {
        "en": "“{characteristic}” declined among “{segment}” {onset}{others}",
        "ca": "«{characteristic}» empitjora entre «{segment}» {onset}{others}",
        "fa": "«{characteristic}» در گروه «{segment}» {onset} بدتر شده است{others}",
    },
    "segments.others": {
        "en": "; {n} further changes",
        "ca": "; {n} canvis més",
        "fa": "؛ و {n} تغییر دیگر",
    },
    "limit.missing": {
        "en": "{source}: nothing has arrived yet.",
        "ca": "{source}: encara no ha arribat res.",
        "fa": "{source}: هنوز چیزی نرسیده است.",
    },
    "limit.late": {
        "en": "{source}: the last data are of {day}; by its rhythm newer ones are due.",
        "ca": "{source}: les darreres dades són del {day}; pel seu ritme n’hi hauria d’haver de més noves.",
        "fa": "{source}: آخرین داده‌ها از {day} است؛ با آهنگ معمول باید تازه‌تر می‌رسید.",
    },
    "limit.held": {
        "en": "{source}: the last delivery is held back until a person has looked at it.",
        "ca": "{source}: l’últim lliurament queda retingut fins que algú el revisi.",
        "fa": "{source}: آخرین تحویل تا بررسی یک نفر نگه داشته شده است.",
    },
    "limit.refused": {
        "en": "{source}: the file {file} was refused and is not in these figures.",
        "ca": "{source}: el fitxer {file} s’ha rebutjat i no és en aquestes xifres.",
        "fa": "{source}: فایل {file} رد شد و در این ارقام نیست.",
    },
    "limit.not_shown": {
        "en": "{n} cells: under {minimum} answers, empty, or protecting such. Which is not said.",
        "ca": "{n} cel·les: amb menys de {minimum} respostes, buides o amagades per protegir-ne d’altres. No es diu quines.",
        "fa": "{n} خانه: با کم‌تر از {minimum} پاسخ، خالی، یا پنهان برای حفظ چنین خانه‌ای. گفته نمی‌شود کدام‌یک.",
    },
    "limit.too_small": {
        "en": "“{segment}”, {n} answers: a change below {size} points could not have been seen.",
        "ca": "«{segment}», {n} respostes: un canvi inferior a {size} punts no s’hauria pogut veure.",
        "fa": "«{segment}»، {n} پاسخ: تغییر کم‌تر از {size} امتیاز دیدنی نبود.",
    },
    "limit.question_changed": {
        "en": "“{characteristic}” has no change figure {since}: its question or scale changed.",
        "ca": "«{characteristic}» no té xifra de canvi {since}: la pregunta o l’escala van canviar.",
        "fa": "«{characteristic}» {since} رقم تغییر ندارد: پرسش یا مقیاس آن عوض شد.",
    },
    "limit.rival_counts": {
        "en": "Complaints of rivals are counts without the customers they come from: they are shown, not compared.",
        "ca": "Les queixes dels competidors són recomptes sense els clients d’on provenen: es mostren, no es comparen.",
        "fa": "شکایت‌های رقیبان شمارهایی بدون مشتریان آن‌هاست: نشان داده می‌شود ولی مقایسه نمی‌شود.",
    },
    "limit.rival_potential": {
        "en": "Potential customers rated the rivals but not us: no difference can be stated.",
        "ca": "Els clients potencials han valorat els competidors però no a nosaltres: no es pot donar cap diferència.",
        "fa": "مشتریان بالقوه رقیبان را سنجیده‌اند و نه ما را: تفاوتی نمی‌توان گفت.",
    },
    "limit.rival_margin": {
        "en": "A study of rivals gives no margin of error for some scores: no difference can be stated for them.",
        "ca": "Un estudi de competidors no dona el marge d’error d’algunes puntuacions: no se’n pot dir la diferència.",
        "fa": "یک مطالعهٔ رقیبان برای برخی نمره‌ها حاشیهٔ خطا نداده است: برای آن‌ها تفاوتی نمی‌توان گفت.",
    },
    "limit.provisional": {
        "en": "{period} is not complete: its figures may still move.",
        "ca": "El període «{period}» no és complet: les xifres encara es poden moure.",
        "fa": "{period} هنوز کامل نیست: ارقام آن ممکن است تغییر کند.",
    },
    "limit.not_random": {
        "en": "{sources}: no random sample, so how far it stands for all customers is not known.",
        "ca": "{sources}: sense mostra aleatòria, i no se sap fins a quin punt representen tots els clients.",
        "fa": "{sources}: نمونهٔ تصادفی نیست و معلوم نیست تا چه اندازه گویای همهٔ مشتریان است.",
    },
    "limit.no_cause": {
        "en": "The figures show what goes together, not what causes what.",
        "ca": "Les xifres mostren què va junt, no què causa què.",
        "fa": "ارقام نشان می‌دهند چه چیزها با هم‌اند، نه این‌که کدام علت دیگری است.",
    },
}
