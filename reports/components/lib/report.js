/**
 * What every page needs to know: language, texts, edition and which figures lead. Built from query rows; draws nothing.
 */
import { Locale } from './locale.js';

/** Rows of an Evidence query as plain objects; a query without rows gives an empty list. */
export function rowsOf(query) {
	if (!query) return [];
	return Array.from(query, (row) => (typeof row?.toJSON === 'function' ? row.toJSON() : { ...row }));
}

/** Fills {name} places of a text. */
export function fill(template, values = {}) {
	return template.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** Label look-up of one language. A key without a text shows itself, so that a gap in the table is seen and tested. */
function textsOf(labels) {
	const table = new Map(rowsOf(labels).map((row) => [row.label_key, row.text]));
	const text = (key, values) => fill(table.get(key) ?? `[${key}]`, values);
	text.has = (key) => table.has(key);
	text.or = (key, fallback) => table.get(key) ?? fallback;
	return text;
}

/** Is this figure shown? Hidden figures have null numbers and a reason. */
export const isShown = (row, column = 'estimate') => row != null && row[column] != null;

/** One page's context. */
export function reportOf({ language, labels, edition, sentences }) {
	const text = textsOf(labels);
	const locale = new Locale(language, text);
	const said = rowsOf(sentences);
	const sentencesOf = (id) => said.filter((row) => row.sentence_id === id).map((row) => row.text);
	/** A sentence about a chart is its title only where the chart shows a figure that the sentence was made from. */
	const sentence = (id, shown = null) => {
		const row = said.find((r) => r.sentence_id === id);
		const from = String(row?.figure_ids ?? '').split(',').filter(Boolean);
		if (!row || (shown && from.length && !from.some((figure) => shown.includes(figure)))) return null;
		return row.text;
	};
	return {
		language,
		text,
		locale,
		edition: rowsOf(edition)[0] ?? {},
		sentences: sentencesOf,
		sentence,
		name: namer(text)
	};
}

/** Names of keys, each from its own place in the label table. */
function namer(text) {
	return {
		characteristic: (key) => (key ? text(`characteristic.${key}`) : text('ui.all_characteristics')),
		cut: (key) => text(`cut.${key}`),
		cutValue: (cut, value) => (cut === 'overall' ? text('ui.all_customers') : text(`cut_value.${cut}.${value}`)),
		verdict: (key) => text(`verdict.${key}`),
		competitor: (key) => text(`competitor.${key}`),
		cause: (key) => text(`cause.${key}`),
		source: (key) => text(`source.${key}`)
	};
}

const SHAPES = {
	improved: 'up', ahead: 'up', above: 'up', met: 'up', ok: 'up', passed: 'up',
	declined: 'down', behind: 'down', below: 'down', not_met: 'down', refused: 'down', missing: 'miss',
	above_others: 'up', below_others: 'down',
	no_detectable_change: 'flat', no_detectable_gap: 'flat', no_clear_difference: 'flat', no_detectable_difference: 'flat',
	not_comparable: 'ne', too_small: 'small', not_enough_data: 'small', undetermined: 'small', late: 'small', held: 'prov',
	signal_better: 'up', signal_worse: 'down', kept_as_promised: 'up', below_target: 'down', no_target: 'small',
	keep_up: 'up', concentrate_here: 'down', low_priority: 'flat', possible_overkill: 'flat',
	effective: 'up', worse: 'down', no_evidence: 'flat', too_early: 'small', not_started: 'small',
	opportunity: 'up', threat: 'down', neither: 'flat',
	covered: 'up', partly_covered: 'flat', no_data_yet: 'miss', target_met: 'up', missed: 'down', differs: 'ne',
	reliable: 'up', not_reliable: 'down', margins_hold: 'flat', margins_not_reached: 'down', on_time: 'up', arrived: 'flat', in_use: 'flat',
	small_base: 'hid', not_shown: 'hid', missing_source: 'miss', provisional: 'prov', no_margin: 'small', no_cause_proven: 'none'
};

/** Shape of a verdict: it says better or worse, never only by colour. */
export const shapeOf = (verdict) => SHAPES[verdict] ?? 'small';

/** met, not_met or undetermined (the target lies inside the interval). */
export function targetVerdict({ estimate, low, high, target, lessIsBetter = false }) {
	if (target == null || estimate == null) return null;
	if (low <= target && target <= high) return 'undetermined';
	return estimate > target !== lessIsBetter ? 'met' : 'not_met';
}

/** What must be said of the figures shown: their distinct caveats, in words. */
export const caveatsOf = (report, rows) => [...new Set(rows.map((row) => row?.caveat).filter(Boolean))].map((caveat) => report.text.or(`caveat.${caveat}`, caveat));

/** A published estimate as charts draw it: hollow where few answers stand behind it. */
export const markOf = (row) => ({ value: row.estimate, low: row.ci_low, high: row.ci_high, figure: row.figure_id, isHollow: row.n < 30 });

/** What hovering over a mark says: name, value with its interval, base. */
export function tipOf(report, { name = '', value, low = null, high = null, base = '' }, format) {
	const said = name ? `${name}: ${format(value)}` : format(value);
	return `${said}${intervalWords(report, low, high, format)}${base ? report.text('ui.semicolon') + base : ''}`;
}

/** " (95 % interval 70.9 to 73.9)", or nothing where there is no interval. */
export const intervalWords = (report, low, high, format) => (low == null ? '' : ` (${report.text('ui.interval95')} ${report.locale.interval(low, high, format)})`);

/** Latest row by period_start. */
export const latest = (rows) => rows.reduce((best, row) => (!best || row.period_start > best.period_start ? row : best), null);

/** Smallest and largest of the numbers that are there. */
export function extent(values) {
	const there = values.filter((v) => v != null && Number.isFinite(v));
	return there.length ? [Math.min(...there), Math.max(...there)] : [0, 1];
}

/** Round tick values inside [low, high], about `count` of them. */
export function ticks(low, high, count = 4) {
	const rough = (high - low || 1) / count;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough) ?? 10 * power;
	const first = Math.ceil(low / step - 1e-9) * step;
	return Array.from({ length: Math.floor((high - first) / step + 1e-9) + 1 }, (_, i) => Number((first + i * step).toFixed(10)));
}
