/** What customers say unasked: which rows stand where, and how words may be shown. Draws nothing. */
const YEAR = 'last_12_months';
const WHOLE = { characteristic_key: 'all', method: 'all', language: 'all' };

const matches = (row, wanted) => Object.entries(wanted).every(([column, value]) => row[column] === value);

/** Counts of the year, one row per theme; those that fewer people raised come last, what no coder could tell at the end. */
export function themesOfYear(rows) {
	const found = rows.filter((r) => r.period_type === YEAR && r.theme_key !== 'all' && matches(r, WHOLE));
	const rank = (r) => (r.theme_key === 'not_classified' ? 2 : r.n == null ? 1 : 0);
	return found.sort((a, b) => rank(a) - rank(b) || (b.n ?? 0) - (a.n ?? 0) || (a.theme_key < b.theme_key ? -1 : 1));
}

/** The year's remarks about one characteristic, by theme. */
export const themesAbout = (rows, characteristic) =>
	rows.filter((r) => r.period_type === YEAR && r.theme_key !== 'all' && r.characteristic_key === characteristic && r.method === 'all' && r.language === 'all');

/** All remarks of the year, about a characteristic or about anything. */
export const allRemarks = (rows, characteristic = 'all') => rows.find((r) => r.period_type === YEAR && r.theme_key === 'all' && matches(r, { ...WHOLE, characteristic_key: characteristic }));

export const nameOfTheme = (report, row) => (row.theme_key === 'all' ? report.name.characteristic(row.characteristic_key) : report.text(`theme.${row.theme_key}`));

export function themeFinding(report, themes, all) {
	const first = themes.find((r) => r.n != null && r.theme_key !== 'not_classified');
	if (!first || all?.n == null) return report.text('ui.heading.voices');
	return report.text('ui.finding.themes', { name: nameOfTheme(report, first), n: report.locale.number(first.n), all: report.locale.number(all.n) });
}

/** Quotes by theme (or by characteristic), in the order of the counts; the reader's own language first. */
export function quoteGroups(report, quotes, rows, { characteristic = null, limit = 8 } = {}) {
	const wanted = quotes.filter((q) => (characteristic ? q.characteristic_key === characteristic : q.characteristic_key === 'all'));
	const groups = new Map();
	for (const quote of wanted) {
		const key = `${quote.theme_vocabulary}|${quote.theme_key}|${quote.characteristic_key}`;
		if (!groups.has(key)) groups.set(key, { key, quotes: [], theme: countOf(rows, quote) });
		groups.get(key).quotes.push(quote);
	}
	const own = (q) => q.language === report.language;
	return [...groups.values()]
		.map((g) => ({ ...g, name: nameOfTheme(report, g.quotes[0]), own: g.quotes.filter(own), other: g.quotes.filter((q) => !own(q)) }))
		.sort((a, b) => (b.own.length > 0) - (a.own.length > 0) || (b.theme?.n ?? 0) - (a.theme?.n ?? 0) || (a.key < b.key ? -1 : 1))
		.slice(0, limit);
}

const countOf = (rows, quote) =>
	rows.find((r) => r.period_type === YEAR && matches(r, { ...WHOLE, theme_vocabulary: quote.theme_vocabulary, theme_key: quote.theme_key, characteristic_key: quote.characteristic_key }));

const MARKS = /\[(name|email|phone|card|iban|url|ip|id)\]/;

/** A text in parts: words as they were said, and what was taken out of them, by its kind. */
export function partsOf(text) {
	return String(text).split(MARKS).map((part, i) => (i % 2 ? { removed: part } : { words: part })).filter((part) => part.removed || part.words);
}

const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ps', 'ur', 'ckb'];

/** Side from which words of a language start; isolated words inside would not tell it. */
export const directionOf = (language) => (RIGHT_TO_LEFT.includes(language) ? 'rtl' : /^[a-z]{2,3}$/.test(language ?? '') ? 'ltr' : 'auto');

/** Name of a language in the reader's own. */
export function nameOfLanguage(report, code) {
	if (!/^[a-z]{2,3}$/.test(code ?? '')) return report.text('ui.language_unknown');
	return new Intl.DisplayNames([report.locale.tag], { type: 'language' }).of(code);
}

/** Names of the codes a person, a model and the code book gave, as shares of what was coded at all. */
export function codedBy(report, row) {
	const coded = (row.n_human ?? 0) + (row.n_model ?? 0) + (row.n_code_book ?? 0);
	const share = (n) => report.locale.percent(coded ? n / coded : 0);
	return { human: share(row.n_human), model: share(row.n_model), book: share(row.n_code_book) };
}
