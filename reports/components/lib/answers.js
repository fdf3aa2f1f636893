/** Answers of one characteristic: one row per period, its shares on both sides of the middle of the scale. */

/**
 * @param {object[]} answers shares by period and value, in order  @param {object[]} series scores of the same periods
 * @returns {{rows: object[], earlier: object[], levels: number[]}} latest scale in `rows`; older scales are listed, never joined
 */
export function answerRows(answers, series) {
	const starts = [...new Set(series.map((p) => p.period_start))].sort();
	const all = starts.map((start) => rowOf(start, answers.filter((a) => a.period_start === start), series.find((p) => p.period_start === start)));
	const scale = [...all].reverse().find((r) => r.scale)?.scale;
	const last = all.filter((r) => r.scale && r.scale !== scale).pop();
	const from = last ? all.indexOf(last) + 1 : 0;
	const first = all.find((r) => r.scale === scale);
	return { rows: all.slice(from), earlier: all.slice(0, from).filter((r) => r.scale), levels: first ? levelsOf(first) : [] };
}

function rowOf(start, shares, score) {
	const [first] = shares;
	const isDown = first?.scale_direction === 'down';
	const parts = [...shares].sort((a, b) => (isDown ? b.value - a.value : a.value - b.value));
	return { start, score, parts, isDown, low: first?.scale_min, high: first?.scale_max, scale: first ? `${first.scale_min}|${first.scale_max}|${first.scale_direction}` : null };
}

/** Values of a scale from worst to best; a scale of fractions keeps the values that were given. */
function levelsOf({ low, high, isDown, parts }) {
	const whole = Number.isInteger(low) && Number.isInteger(high) && high - low <= 10;
	const values = whole ? Array.from({ length: high - low + 1 }, (_, i) => low + i) : parts.map((p) => p.value);
	return whole && isDown ? values.reverse() : values;
}

/** Distance of a value from the middle of its scale as -3 (worst) … 0 (middle) … 3 (best). */
export function stepOf(row, value) {
	const half = (row.high - row.low) / 2;
	const distance = ((value - row.low) / half - 1) * (row.isDown ? -1 : 1);
	return Math.sign(distance) * Math.ceil(Math.abs(distance) * 3 - 1e-9);
}

/** Shares below, at and above the middle of the scale. */
export function sidesOf(row) {
	const sum = (test) => row.parts.filter((p) => test(stepOf(row, p.value))).reduce((total, p) => total + p.estimate, 0);
	return { below: sum((s) => s < 0), middle: sum((s) => s === 0), above: sum((s) => s > 0) };
}
