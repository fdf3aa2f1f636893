/** Opportunities and threats in words. */

/** Positions of customers of the latest study, threats first, then opportunities. */
export function orderedPositions(rows) {
	const rank = { threat: 0, opportunity: 1, undetermined: 2, neither: 3, not_comparable: 4 };
	return [...rows].sort((a, b) => (rank[a.verdict] ?? 5) - (rank[b.verdict] ?? 5) || (b.importance ?? -1) - (a.importance ?? -1) || String(a.competitor_key).localeCompare(String(b.competitor_key)));
}

/** "Threat: on-time delivery (Rival A). Opportunity: staff courtesy (Rival B)". */
export function positionFinding(report, rows) {
	const named = (verdict) => {
		const keys = [...new Set(rows.filter((r) => r.verdict === verdict).map((r) => r.characteristic_key))];
		return keys.map((key) => {
			const rivals = rows.filter((r) => r.verdict === verdict && r.characteristic_key === key).map((r) => report.name.competitor(r.competitor_key));
			return report.text('ui.position.of', { name: report.name.characteristic(key), rivals: rivals.join(report.text('ui.comma')) });
		}).join(report.text('ui.comma'));
	};
	const [threats, opportunities] = [named('threat'), named('opportunity')];
	if (threats && opportunities) return report.text('ui.finding.positions.both', { threats, opportunities });
	if (threats) return report.text('ui.finding.positions.threat', { threats });
	if (opportunities) return report.text('ui.finding.positions.opportunity', { opportunities });
	return report.text('ui.finding.positions.none');
}

/** Latest figure of each rival, of current customers. */
export const latestQuality = (rows) => {
	const current = rows.filter((r) => r.respondent_status === 'current');
	const last = current.reduce((max, r) => (r.period_start > max ? r.period_start : max), '');
	return current.filter((r) => r.period_start === last);
};

export function qualityFinding(report, rows) {
	const named = (verdict) => rows.filter((r) => r.verdict === verdict).map((r) => report.name.competitor(r.competitor_key)).join(report.text('ui.comma'));
	const [ahead, behind] = [named('ahead'), named('behind')];
	if (ahead && behind) return report.text('ui.finding.quality.both', { ahead, behind });
	if (ahead) return report.text('ui.finding.quality.ahead', { names: ahead });
	if (behind) return report.text('ui.finding.quality.behind', { names: behind });
	return report.text('ui.finding.quality.none');
}
