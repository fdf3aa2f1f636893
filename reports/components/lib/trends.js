/** Trends of all customers and the steps that were found, as tables show them. */
const RANK = { declined: 0, improved: 1 };

/** Series of all customers: what changed first, then by the size of the slope. */
export const verdictRows = (trends) =>
	trends.filter((t) => t.cut === 'overall').sort((a, b) => (RANK[a.verdict] ?? 2) - (RANK[b.verdict] ?? 2) || Math.abs(b.sen_slope ?? 0) - Math.abs(a.sen_slope ?? 0));

/** Change points, latest first; a published step always has a size. */
export const steps = (changePoints) => changePoints.filter((r) => r.change_size != null);

/** The label of a slope: points a month, a quarter, a year. */
export function slopeLabel(report, periodType) {
	const key = `ui.slope_per_point.${periodType}`;
	return report.text.has(key) ? key : 'ui.slope_per_point';
}

/** What a series is called: its characteristic, with the measure where it is not the mean score. */
export function seriesName(report, row) {
	const about = row.aspect === 'intention_to_recommend' && row.measure === 'M3_nps' ? null : report.name.characteristic(row.characteristic_key);
	if (row.measure === 'M2_mean_score') return about;
	return [report.text(`measure.${row.measure}`), about].filter(Boolean).join(report.text('ui.comma'));
}

/** How many series of all customers have a trend. */
export function verdictFinding(report, rows) {
	const count = (verdict) => rows.filter((r) => r.verdict === verdict).length;
	const values = { improved: report.locale.number(count('improved')), declined: report.locale.number(count('declined')), all: report.locale.number(rows.length) };
	return report.text(count('improved') + count('declined') ? 'ui.finding.verdicts.some' : 'ui.finding.verdicts.none', values);
}
