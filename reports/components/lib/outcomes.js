/** Outcomes as the page shows them: series by outcome, and what may be said of associations. */

/** Rows by outcome, in the order of the label table's names. */
export function byOutcome(report, rows) {
	const keys = [...new Set(rows.map((r) => r.outcome_key))];
	const named = keys.map((key) => ({ key, name: report.text(`outcome.${key}`), rows: rows.filter((r) => r.outcome_key === key) }));
	return named.sort((a, b) => a.name.localeCompare(b.name, report.language));
}

/** Which outcomes go together with satisfaction at any lag; never that one causes the other. */
export function outcomeFinding(report, rows) {
	const found = rows.filter((r) => r.verdict === 'associated');
	if (!rows.some((r) => r.estimate != null)) return report.text('ui.finding.outcomes.unknown');
	const measure = report.text(`measure.${rows[0].measure}`);
	if (!found.length) return report.text('ui.finding.outcomes.none', { measure });
	const names = [...new Set(found.map((r) => report.text(`outcome.${r.outcome_key}`)))];
	return report.text('ui.finding.outcomes.some', { measure, names: names.join(report.text('ui.comma')) });
}

/** "per 1,000, of: active customers" or the unit's own name. */
export function unitOf(report, row) {
	if (row.unit === 'rate_per_1000' && row.exposure_measure) return report.text('ui.sub.indicator_rate', { exposure: report.text(`operation.${row.exposure_measure}`) });
	return report.text(`unit.${row.unit}`);
}
