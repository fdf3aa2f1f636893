/**
 * Which series changed: from the trend tests where series are long enough to have a trend, else from the tests of the latest
 * period against the one before. Rows for one table, changed ones first.
 */
const CHANGED = ['improved', 'declined'];

/** @returns {{rows: object[], changed: object[], all: number, judged: number, from: 'trend'|'wave'}} */
export function changesOf({ trends, waveTests }) {
	const long = trends.filter((t) => t.measure === 'M2_mean_score');
	if (long.some((t) => t.p_adjusted != null)) return listed(long.map(fromTrend), 'trend');
	return listed(waveTests.filter((t) => t.measure === 'M2_mean_score' && t.comparison === 'previous').map(fromWave), 'wave');
}

function listed(rows, from) {
	const size = (row) => Math.abs(row.size ?? 0);
	const changed = rows.filter((r) => CHANGED.includes(r.verdict)).sort((a, b) => size(b) - size(a));
	const judged = rows.filter((r) => r.p_adjusted != null);
	const rest = judged.filter((r) => !changed.includes(r)).sort((a, b) => a.p_adjusted - b.p_adjusted || size(b) - size(a));
	return { rows: [...changed, ...rest], changed, all: rows.length, judged: judged.length, from };
}

/** A step where one was found, else the slope per point. */
function fromTrend(t) {
	if (t.change_size != null) return { ...t, column: 'change_size', size: t.change_size, low: t.change_ci_low, high: t.change_ci_high, since: t.change_point_period_start };
	return { ...t, column: 'sen_slope', slope: t.sen_slope, size: t.sen_slope, low: t.ci_low, high: t.ci_high };
}

const fromWave = (t) => ({ ...t, column: 'difference', size: t.difference, low: t.ci_low, high: t.ci_high, since: t.previous_period_start });
