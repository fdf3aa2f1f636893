/** Titles of the charts: the finding, generated from the same rows that the chart shows. Words come from the label table. */
import { provenLoss } from '../charts/chain.js';

const list = (report, names) => names.join(report.text('ui.comma'));

export function trendFinding(report, trend, nPoints, measure) {
	const verdict = trend?.verdict ?? 'not_enough_data';
	return report.text(`ui.finding.trend.${verdict}`, { measure: report.text(`measure.${measure}`), n: report.locale.number(trend?.n_points ?? nPoints) });
}

export function chainFinding(report, chain) {
	const name = report.name.characteristic(chain.characteristic_key);
	if (chain.missing_level) return report.text('ui.finding.chain.incomplete', { name });
	return report.text(`ui.finding.chain.${provenLoss(chain) ?? 'none'}`, { name });
}

/** Names of the levels that nobody delivers. */
export const namesOfLevels = (report, levels) =>
	list(report, String(levels ?? '').split(/[,;| ]+/).filter(Boolean).map((level) => report.text.or(`level.${level}`, level)));

export function gapFinding(report, rows) {
	const below = rows.filter((r) => r.verdict === 'below' && r.gap != null).sort((a, b) => a.gap - b.gap);
	const name = below.length ? report.name.characteristic(below[0].characteristic_key) : '';
	if (!below.length) return report.text('ui.finding.gaps.none');
	if (below.length === 1) return report.text('ui.finding.gaps.one', { name });
	return report.text('ui.finding.gaps.many', { n: report.locale.number(below.length), name });
}

export function scoreFinding(report, rows) {
	const shown = rows.filter((r) => r.perceived != null);
	if (shown.length < 2) return report.text('ui.perceived_score');
	const [low, high] = [shown[shown.length - 1], shown[0]].map((r) => report.name.characteristic(r.characteristic_key));
	return report.text('ui.finding.scores', { low, high });
}

/** How few causes make two thirds of all complaints. */
export function causeFinding(report, rows) {
	const last = rows.find((r) => Math.round(100 * r.running_share) >= 67) ?? rows[rows.length - 1];
	const n = rows.indexOf(last) + 1;
	const values = { n: report.locale.number(n), share: report.locale.percent(last.running_share ?? last.share), name: report.name.cause(rows[0].cause_key) };
	return report.text(n === 1 ? 'ui.finding.causes.one' : 'ui.finding.causes.many', values);
}

export function rivalFinding(report, groups) {
	const of = (verdict, not = []) => {
		const found = groups.filter((g) => !not.includes(g.name) && g.rows.some((r) => r.verdict === verdict));
		const rivals = [...new Set(found.flatMap((g) => g.rows.filter((r) => r.verdict === verdict).map((r) => report.name.competitor(r.competitor_key))))];
		return { names: found.map((g) => g.name), rivals: list(report, rivals) };
	};
	const behind = of('behind');
	const ahead = of('ahead', behind.names);
	if (!groups.some((g) => g.rows.some((r) => ['ahead', 'behind', 'no_clear_difference'].includes(r.verdict)))) return report.text('ui.finding.rivals.not_comparable');
	if (behind.names.length && ahead.names.length) return report.text('ui.finding.rivals.mixed', { behind: list(report, behind.names.slice(0, 2)), behind_rivals: behind.rivals, ahead: list(report, ahead.names.slice(0, 2)), ahead_rivals: ahead.rivals });
	if (behind.names.length) return report.text('ui.finding.rivals.behind', { names: list(report, behind.names.slice(0, 3)), rivals: behind.rivals });
	if (ahead.names.length) return report.text('ui.finding.rivals.ahead', { names: list(report, ahead.names.slice(0, 3)), rivals: ahead.rivals });
	return report.text('ui.finding.rivals.none');
}

export function changeFinding(report, changed) {
	if (!changed.length) return report.text('ui.finding.changes.none');
	const values = {
		n: report.locale.number(changed.length),
		characteristic: report.name.characteristic(changed[0].characteristic_key),
		segment: report.name.cutValue(changed[0].cut, changed[0].cut_value)
	};
	return report.text(changed.length === 1 ? 'ui.finding.changes.one' : 'ui.finding.changes.many', values);
}
