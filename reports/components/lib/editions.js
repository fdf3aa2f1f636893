/**
 * What changed between editions: how a changed figure is called, how its values are written, and what leads. The rows and
 * their reasons come from pub_edition_change; nothing is judged here.
 */
const SHARE = /share|_rate$/;
const TESTED = ['previous', 'first'];

/** Reasons, the weightiest first. */
const REASONS = ['definition', 'corrected', 'judged_anew', 'late', 'new_data', 'weights', 'disclosure', 'related', 'code', 'cut_off', 'unexplained'];

/** Measure and subject of a changed figure: two lines. */
export function nameOf(report, row) {
	const { text, locale } = report;
	const subject = [
		row.characteristic_key ? report.name.characteristic(row.characteristic_key) : null,
		itemOf(report, row),
		row.cut && row.cut !== 'overall' ? report.name.cutValue(row.cut, row.cut_value) : null,
		row.period_type && row.period_start ? periodOf(locale, row) : null
	].filter(Boolean);
	return { measure: text.or(`measure.${row.measure}`, row.measure ?? row.figure_table), subject: subject.join(text('ui.comma')) };
}

function periodOf(locale, row) {
	return locale.period(row.period_type, row.period_start, row.period_end, row.wave);
}

function itemOf({ text, locale }, row) {
	if (!row.item) return null;
	if (row.item_kind === 'comparison') return TESTED.includes(row.item) ? text(`ui.comparison.${row.item}`) : null;
	return text.or(`${row.item_kind}.${row.item}`, locale.digits(row.item));
}

/** A value as the page prints it, with as many decimals as it takes to see the change. */
export function valueOf(report, row, side) {
	const { locale, text } = report;
	const number = row[`${side}_value`];
	const words = row[`${side}_text`];
	if (number != null) {
		const decimals = row.visible_decimals ?? (Number.isInteger(number) ? 0 : 1);
		if (isShare(row)) return locale.percent(number, Math.max(0, decimals - 2));
		return locale.number(number, isCount(row) ? 0 : Math.max(decimals, 1));
	}
	if (words == null) return text('ui.no_figure');
	if (row.is_verdict) return text.or(`verdict.${words}`, text.or(`status.${words}`, words));
	if (row.value_column === 'caveat') return text.or(`caveat.${words}`, words);
	return /^\d{4}-\d{2}-\d{2}$/.test(words) ? locale.date(words) : words;
}

const isCount = (row) => [row.old_value, row.new_value].every((v) => v == null || Number.isInteger(v));

const isShare = (row) => [row.old_value, row.new_value].every((v) => v == null || Math.abs(v) <= 1) && (SHARE.test(row.value_column) || (row.value_column === 'estimate' && SHARE.test(row.measure ?? '')));

/** Sums of pub_edition_change by reason: visible and all values, the weightiest reason first. */
export function sumsOf(reasons) {
	const sums = REASONS.map((reason) => {
		const rows = reasons.filter((r) => r.reason === reason);
		return { reason, all: total(rows), visible: total(rows.filter((r) => r.is_visible)), verdicts: total(rows.filter((r) => r.is_verdict)) };
	});
	return sums.filter((s) => s.all > 0);
}

const total = (rows) => rows.reduce((sum, r) => sum + r.n_values, 0);

/** Mean scores of everybody and of segments that moved most. */
export function movedScores(changes, limit = 10) {
	const scores = changes.filter((r) => r.kind === 'changed' && r.is_leading && r.is_visible && r.measure === 'M2_mean_score' && r.value_column === 'estimate');
	const size = (r) => Math.abs(r.new_value - r.old_value);
	return [...scores].sort((a, b) => size(b) - size(a)).slice(0, limit);
}

/** The address of another edition of the series, from the root of this one's site: editions lie side by side. */
export const linkToEdition = (base, edition, language) => `${base || '.'}/../${encodeURIComponent(edition)}/${language}/`;
