/** What a reader can choose on the explore page, and the query of a choice. Choices are keys of our own tables, never typed text. */
import { rowsOf } from './report.js';

const SHARES = new Set(['M1_top2_share', 'M5_met_share', 'M25_top_box', 'M27_share']);

/** Everything that was asked of a characteristic, by its key. */
export function choicesOf(choices, characteristics) {
	const order = new Map(rowsOf(characteristics).map((c, i) => [c.characteristic_key, c.is_overall ? -1 : i]));
	const rows = rowsOf(choices).map((row) => ({ ...row, cuts: row.cuts.split(','), periodTypes: row.period_types.split(','), figure: `${row.measure}|${row.aspect}` }));
	return rows.sort((a, b) => place(order, a) - place(order, b));
}

const place = (order, row) => order.get(row.characteristic_key) ?? 999;

/** The nearest choice that exists: what was chosen where it exists, else the first that does. */
export function settle(choices, wanted) {
	const ofFigure = choices.filter((c) => c.figure === wanted.figure);
	const row = ofFigure.find((c) => c.characteristic_key === wanted.characteristic) ?? ofFigure[0] ?? choices[0];
	if (!row) return null;
	return {
		figure: row.figure,
		characteristic: row.characteristic_key,
		cut: row.cuts.includes(wanted.cut) ? wanted.cut : 'overall',
		periodType: row.periodTypes.includes(wanted.periodType) ? wanted.periodType : row.periodTypes[0]
	};
}

const quoted = (value) => `'${String(value).replaceAll("'", "''")}'`;
const equals = (column, value) => (value == null ? `${column} is null` : `${column} = ${quoted(value)}`);

/** SQL for one choice, in the reader's own window. */
export function queryOf({ figure, characteristic, cut, periodType }) {
	const [measure, aspect] = figure.split('|');
	return `select * from satisfaction.metric where ${equals('measure', measure)} and ${equals('aspect', aspect)} and ${equals('characteristic_key', characteristic)} and ${equals('cut', cut)} and ${equals('period_type', periodType)} order by period_start, cut_value`;
}

/** How a measure's values are written. */
export function formatOf(report, measure) {
	if (measure === 'M3_nps') return (v) => report.locale.signed(v, 0);
	if (SHARES.has(measure) || /share/.test(measure)) return (v) => report.locale.percent(v, 1);
	if (/gap|difference/.test(measure)) return (v) => report.locale.signed(v, 1);
	return (v) => report.locale.number(v, 1);
}

/** Rows by cut value, in the order of their names. */
export function seriesOf(report, rows) {
	const values = [...new Set(rows.map((r) => r.cut_value))];
	return values.map((value) => ({ value, name: report.name.cutValue(rows[0].cut, value), points: rows.filter((r) => r.cut_value === value) }));
}

const FIELDS = ['figure_id', 'measure', 'aspect', 'characteristic_key', 'cut', 'cut_value', 'period_type', 'period_start', 'period_end', 'estimate', 'ci_low', 'ci_high', 'n', 'n_eff', 'caveat'];

/** The rows as CSV: keys and numbers only, as the mart names them. */
export function csvOf(rows) {
	const cell = (value) => (value == null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
	return [FIELDS.join(','), ...rows.map((row) => FIELDS.map((field) => cell(row[field])).join(','))].join('\n') + '\n';
}
