/** Calibration and power as the methods page shows them. */

export const BAND = [0.94, 0.96];
const MAIN = ['simple', 'weighted', 'stratified', 'clustered'];

/** One group of rows per sampling design, the main designs first. */
export function calibrationGroups(rows) {
	const designs = [...new Set(rows.map((r) => r.design))].sort((a, b) => rank(a) - rank(b));
	return designs.map((design) => ({ design, rows: rows.filter((r) => r.design === design), isMain: MAIN.includes(design) }));
}

const rank = (design) => (MAIN.includes(design) ? MAIN.indexOf(design) : 9);

/** How many intervals hold the truth as often as they say: the band lies in reach of the simulation's own error. */
export const inBand = (r) => r.coverage_ci_high >= BAND[0] && r.coverage_ci_low <= BAND[1];

/** Label of a test, whose name in the table is a phrase. */
export const testKey = (test) => `ui.test.${String(test).replace(/\W+/g, '_')}`;

/** Curves of power by size of the true change, tests without one left out. */
export function powerCurves(report, rows) {
	const tests = [...new Set(rows.filter((r) => r.power != null && r.change_in_se > 0).map((r) => r.test))].sort().reverse();
	return tests.map((test) => ({
		test,
		name: report.text(testKey(test)),
		points: rows.filter((r) => r.test === test && r.power != null && r.change_in_se > 0).sort((a, b) => a.change_in_se - b.change_in_se).map((r) => ({ x: r.change_in_se, y: r.power, tip: `${report.locale.number(r.change_in_se, 1)}: ${report.locale.percent(r.power, 1)}` }))
	}));
}

/** Where a curve first reaches four in five. */
export function reaches(curve, level = 0.8) {
	const points = [{ x: 0, y: 0 }, ...curve.points];
	const i = points.findIndex((p) => p.y >= level);
	if (i < 1) return null;
	const [a, b] = [points[i - 1], points[i]];
	return a.x + ((level - a.y) / (b.y - a.y)) * (b.x - a.x);
}
