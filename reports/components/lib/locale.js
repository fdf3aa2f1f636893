/**
 * Numbers, dates and periods in the reader's language, through Intl. Words belong to the label table, not here.
 * Dates are ISO texts (YYYY-MM-DD) and are read as UTC, so that no server's time zone moves a day.
 */
const LTR_MARK = '\u200e';
const MINUS = '\u2212';
const TAGS = { en: 'en-GB', ca: 'ca', fa: 'fa-IR-u-ca-persian-nu-arabext' };
export const RIGHT_TO_LEFT = new Set(['fa']);

export class Locale {
	/** @param {string} code en, ca or fa  @param {(key: string, values?: object) => string} text label look-up */
	constructor(code, text) {
		this.code = code;
		this.text = text;
		this.tag = TAGS[code] ?? code;
		this.rtl = RIGHT_TO_LEFT.has(code);
		this.dir = this.rtl ? 'rtl' : 'ltr';
	}

	/** Unsigned unless negative, with a true minus sign. */
	number(value, digits = 0) {
		const rounded = Number(Math.abs(value).toFixed(digits));
		const format = new Intl.NumberFormat(this.tag, {
			minimumFractionDigits: digits,
			maximumFractionDigits: digits,
			useGrouping: true
		});
		const mark = this.rtl ? LTR_MARK : '';
		return value < 0 && rounded !== 0 ? `${mark}${MINUS}${format.format(rounded)}` : format.format(rounded);
	}

	/** A difference: always with its sign. */
	signed(value, digits = 1) {
		const isZero = Number(Math.abs(value).toFixed(digits)) === 0;
		if (value <= 0 || isZero) return this.number(value, digits);
		return `${this.rtl ? LTR_MARK : ''}+${this.number(value, digits)}`;
	}

	/** Share 0 to 1 as per cent. */
	percent(share, digits = 0) {
		return this.text('ui.percent', { value: this.number(100 * share, digits) });
	}

	/** "70.9 to 73.9"; `format` turns one bound into text. */
	interval(low, high, format = (v) => this.number(v, 1)) {
		if (low == null || high == null) return '';
		return this.text('ui.interval', { low: format(low), high: format(high) });
	}

	/** The same, short, for the narrow places of a drawing. */
	range(low, high, format = (v) => this.number(v, 1)) {
		return low == null || high == null ? '' : this.text('ui.range', { low: format(low), high: format(high) });
	}

	/** @returns {{day: string, month: string, year: string}} parts of a date in this language's calendar */
	parts(iso, month = 'short') {
		const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
		const ask = (options) => new Intl.DateTimeFormat(this.tag, { timeZone: 'UTC', ...options });
		const value = (options, type) => ask(options).formatToParts(date).find((p) => p.type === type).value;
		const monthName = this.code === 'en' ? enMonth(date, month) : ask({ month }).format(date);
		return { day: value({ day: 'numeric' }, 'day'), month: monthName, year: value({ year: 'numeric' }, 'year') };
	}

	date(iso, withYear = true) {
		const { day, month, year } = this.parts(iso, this.rtl ? 'long' : 'short');
		return withYear ? `${day} ${month} ${year}` : `${day} ${month}`;
	}

	/** Name of a period; Gregorian months and quarters have no name in the Jalali calendar, so their dates are said. */
	period(type, start, end, wave) {
		if (type === 'wave') return this.text('ui.period.wave', { wave: this.digits(wave ?? start.slice(0, 4)) });
		if (this.rtl) return this.span(start, end ?? lastDay(type, start), type);
		if (type === 'year') return start.slice(0, 4);
		if (type === 'quarter') {
			const quarter = Math.floor((Number(start.slice(5, 7)) - 1) / 3) + 1;
			return this.text('ui.period.quarter', { quarter: this.number(quarter), year: start.slice(0, 4) });
		}
		const { month, year } = this.parts(start);
		return `${month} ${year}`;
	}

	/** A stretch of time for languages whose calendar does not share the period's borders. */
	span(start, end, type) {
		if (type === 'month') return this.text('ui.period.month_ending', { date: this.date(end) });
		const sameYear = this.parts(start).year === this.parts(end).year;
		return this.interval(start, end, (iso) => this.date(iso, iso === end || !sameYear));
	}

	/** Digits of a text in this language's numerals; the text is otherwise unchanged. */
	digits(text) {
		if (!this.rtl) return String(text);
		return String(text).replace(/[0-9]/g, (d) => String.fromCharCode(0x06f0 + Number(d)));
	}
}

/** British English writes "Sept"; the house style is three letters. */
function enMonth(date, width) {
	return new Intl.DateTimeFormat('en-US', { month: width, timeZone: 'UTC' }).format(date);
}

/** Last day of a period that starts on the first of a month. */
export function lastDay(type, start) {
	const months = { month: 1, wave: 1, quarter: 3, year: 12 }[type] ?? 1;
	const [year, month] = start.split('-').map(Number);
	return new Date(Date.UTC(year, month - 1 + months, 0)).toISOString().slice(0, 10);
}

/** Days since 1970 of an ISO date. */
export function dayNumber(iso) {
	return Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / 86400000;
}
