/** The list of characteristics in the order of the tree: a parent, then its parts. */
import { placesOf } from './characteristic.js';
import { changeOf, latestPeriod } from './headline.js';
import { extent, isShown, latest } from './report.js';

/** @returns {{key: string, rows: object[]}[]} the overall judgement first, then groups in their order */
export function listOf(report, { characteristics, series, tests, gaps, quadrant }) {
	const groups = new Map();
	for (const c of inTreeOrder(characteristics)) {
		const key = c.is_overall ? 'overall' : (c.characteristic_group ?? '');
		groups.set(key, [...(groups.get(key) ?? []), rowOf(c, { report, series, tests, gaps, quadrant })]);
	}
	return [...groups.entries()].map(([key, rows]) => ({ key, rows }));
}

/** The overall judgement, then every root with its parts below it; a part whose parent is not listed is a root. */
function inTreeOrder(characteristics) {
	const known = new Set(characteristics.map((c) => c.characteristic_key));
	const sorted = [...characteristics].sort((a, b) => (b.is_overall ?? 0) - (a.is_overall ?? 0) || a.position - b.position);
	const below = (parent) => sorted.filter((c) => c.parent_key === parent && c.characteristic_key !== parent);
	const withParts = (c) => [c, ...below(c.characteristic_key).flatMap(withParts)];
	return sorted.filter((c) => !known.has(c.parent_key)).flatMap(withParts);
}

function rowOf(c, { report, series, tests, gaps, quadrant }) {
	const key = c.characteristic_key;
	const own = series.filter((r) => r.characteristic_key === key);
	const points = own.filter((r) => r.aspect === (own.some((o) => o.aspect === 'overall') ? 'overall' : 'perception'));
	const complete = points.filter((r) => !report.edition.as_of || !r.period_end || r.period_end <= report.edition.as_of);
	const now = latest(complete) ?? latest(points);
	const here = latestPeriod(gaps, now?.period_type);
	const places = placesOf(quadrant, here);
	return {
		key, points, now,
		isOverall: Boolean(c.is_overall),
		isChild: Boolean(c.parent_key),
		change: changeOf(tests, now),
		gap: here.find((r) => r.characteristic_key === key) ?? null,
		importance: places.find((p) => p.key === key) ?? null
	};
}

/** One scale for all courses, so that heights can be compared down the column. */
export const sparkDomain = (rows) => extent(rows.flatMap((r) => r.points.filter((p) => isShown(p)).flatMap((p) => [p.estimate, p.ci_low, p.ci_high])));

/** Which characteristics changed; else which is lowest and which highest. */
export function listFinding(report, rows) {
	const { text, locale } = report;
	const changed = rows.filter((r) => ['improved', 'declined'].includes(r.change?.verdict));
	const scored = rows.filter((r) => isShown(r.now) && !r.isOverall).sort((a, b) => a.now.estimate - b.now.estimate);
	if (changed.length) return text('ui.list.finding.changed', { n: locale.number(changed.length), all: locale.number(rows.length), names: changed.slice(0, 3).map((r) => report.name.characteristic(r.key)).join(text('ui.comma')) });
	if (scored.length < 2) return text('ui.nav.characteristics');
	const [low, high] = [scored[0], scored[scored.length - 1]];
	return text('ui.list.finding.unchanged', { low: report.name.characteristic(low.key), lowscore: locale.number(low.now.estimate, 1), high: report.name.characteristic(high.key), highscore: locale.number(high.now.estimate, 1) });
}
