/** The key figures of the front page: each with value, interval, base, target and verdict, ready to be drawn. */
import { changeOf, headlineName, latestPeriod, seriesOf, targetOf } from './headline.js';
import { caveatsOf, latest, targetVerdict } from './report.js';

const LEADING = [scoreTile, npsTile, indexTile, complaintTile, promiseTile];
const INSTEAD = [satisfiedTile, gapTile];

/** @returns {object[]} tiles that have a figure (shown or hidden); what was never measured gives its place to another */
export function tilesOf(report, rows, headline) {
	const [leading, others] = [LEADING, INSTEAD].map((makers) => makers.map((make) => make(report, rows, headline)).filter(Boolean));
	return [...leading, ...others].slice(0, LEADING.length);
}

const atHeadline = (series, headline) => series.find((r) => r.period_start === headline.period?.period_start) ?? latest(series);

function metricTile(report, rows, headline, { measure, title, unit, format, bound = format, signed = format, why }) {
	const row = atHeadline(seriesOf(rows.overall, headline, measure, headline.periodType), headline);
	if (!row) return null;
	const change = changeOf(rows.waveTests, row);
	const target = targetOf(rows.targets, measure, { aspect: row.aspect, characteristic: row.characteristic_key });
	return finish(report, { key: measure, measure, title, unit, why, row, estimate: row.estimate, low: row.ci_low, high: row.ci_high, target, format, bound, lines: changeLines(report, change, signed), verdict: change?.verdict ?? null });
}

function scoreTile(report, rows, headline) {
	return metricTile(report, rows, headline, { measure: 'M2_mean_score', title: headline.aspect === 'intention_to_recommend' ? headlineName(report, headline) : report.text('ui.tile.score'), unit: report.text('ui.of_100'), format: (v) => report.locale.number(v, 1), signed: (v) => report.locale.signed(v, 1), why: 'characteristics' });
}

function satisfiedTile(report, rows, headline) {
	return metricTile(report, rows, headline, { measure: 'M1_top2_share', title: report.text('ui.tile.satisfied'), unit: report.text('ui.of_answers'), format: (v) => report.locale.percent(v, 1), bound: (v) => report.locale.number(100 * v, 1), signed: (v) => report.locale.signed(100 * v, 1), why: 'segments' });
}

function npsTile(report, rows, headline) {
	return metricTile(report, rows, headline, { measure: 'M3_nps', title: report.text('ui.tile.nps'), unit: report.text('ui.nps_range'), format: (v) => report.locale.signed(v, 0), signed: (v) => report.locale.signed(v, 0), why: 'drivers' });
}

/** The declared index of several answers; its name is the organisation's own. */
function indexTile(report, rows, headline) {
	const found = rows.overall.find((r) => r.measure === 'M25_index');
	if (!found) return null;
	const own = { ...rows, overall: rows.overall.filter((r) => r.measure !== 'M25_index' || r.characteristic_key === found.characteristic_key) };
	return metricTile(report, own, headline, { measure: 'M25_index', title: report.name.characteristic(found.characteristic_key), unit: report.text('ui.of_100'), format: (v) => report.locale.number(v, 1), signed: (v) => report.locale.signed(v, 1), why: 'characteristics' });
}

/** All promises together, in the latest period that is over. */
function promiseTile(report, rows, headline) {
	const all = rows.promises.filter((r) => r.promise_key === 'all' && r.cut === 'overall' && (!report.edition.as_of || r.period_end <= report.edition.as_of));
	const type = all.some((r) => r.period_type === headline.periodType) ? headline.periodType : 'year';
	const row = latestPeriod(all, type)[0];
	if (!row) return null;
	const points = (v) => report.locale.signed(100 * v, 1);
	const change = row.difference == null ? null : { difference: row.difference, ci_low: row.difference_ci_low, ci_high: row.difference_ci_high, previous_period_start: row.previous_period_start, period_type: row.period_type };
	return finish(report, {
		key: 'promises', measure: row.measure, title: report.text('ui.tile.promises'), unit: report.text('ui.of_promises'), why: 'promises',
		format: (v) => report.locale.percent(v, 1), bound: (v) => report.locale.number(100 * v, 1), row, estimate: row.estimate, low: row.ci_low, high: row.ci_high, target: row.target,
		verdict: row.change_verdict, lines: changeLines(report, change, points), base: row.n == null ? '' : report.text('ui.promises_due', { n: report.locale.number(row.n) })
	});
}

/** The importance-weighted total where it is published, else the largest gap of one characteristic. */
function gapTile(report, rows, headline) {
	const total = latestPeriod(rows.overall.filter((r) => r.measure === 'M5_gap_weighted_total'), headline.periodType)[0];
	const worst = latestPeriod(rows.gaps, headline.periodType).filter((r) => r.gap != null).sort((a, b) => a.gap - b.gap)[0];
	const format = (v) => report.locale.signed(v, 1);
	const shared = { key: 'gap', measure: 'M5_gap', unit: report.text('ui.points'), format, why: 'gaps' };
	if (worst) {
		const title = report.text('ui.tile.gap', { name: report.name.characteristic(worst.characteristic_key) });
		const target = targetOf(rows.targets, 'M5_gap', { characteristic: worst.characteristic_key });
		return finish(report, { ...shared, about: worst.characteristic_key, title, row: worst, estimate: worst.gap, low: worst.ci_low, high: worst.ci_high, target, verdict: worst.verdict, lines: [] });
	}
	if (!total) return null;
	return finish(report, { ...shared, measure: 'M5_gap_weighted_total', title: report.text('ui.tile.total_gap'), row: total, estimate: total.estimate, low: total.ci_low, high: total.ci_high, target: null, verdict: null, lines: [] });
}

function complaintTile(report, rows, headline) {
	const type = rows.rates.some((r) => r.period_type === headline.periodType) ? headline.periodType : 'year';
	const row = latestPeriod(rows.rates, type)[0];
	if (!row) return null;
	const digits = rateDigits(row.rate_per_1000);
	const format = (v) => report.locale.number(v, digits);
	const unit = report.text('exposure_unit');
	const base = row.n_complaints == null ? '' : report.text('ui.complaints_from', { n: report.locale.number(row.n_complaints), exposure: report.locale.number(row.exposure), unit });
	const change = row.difference == null ? null : { difference: row.difference, ci_low: row.difference_ci_low, ci_high: row.difference_ci_high, previous_period_start: row.previous_period_start, period_type: row.period_type };
	const words = { improved: report.text('ui.improved_fewer'), declined: report.text('ui.declined_more') };
	return finish(report, {
		key: 'complaints', measure: 'M19_complaint_rate', title: report.text('ui.tile.complaints'), unit: report.text('ui.per_thousand'), format, why: 'causes',
		row, estimate: row.rate_per_1000, low: row.ci_low, high: row.ci_high, target: complaintTarget(rows.targets), lessIsBetter: true,
		verdict: row.verdict, verdictWord: words[row.verdict], lines: changeLines(report, change, (v) => report.locale.signed(v, digits)), base
	});
}

const complaintTarget = (targets) => targets.find((t) => /complaint/.test(t.measure))?.target_value ?? null;

/** Enough decimals to see two leading figures of a small rate. */
export const rateDigits = (rate) => (rate == null || rate >= 1 ? 1 : Math.min(6, 1 - Math.floor(Math.log10(rate || 1))));

function changeLines(report, change, format) {
	const { text, locale } = report;
	if (!change || change.difference == null) return change ? [] : [text('ui.no_earlier_period')];
	const period = locale.period(change.period_type, change.previous_period_start);
	const lines = [text('ui.since', { change: format(change.difference), period, interval: locale.interval(change.ci_low, change.ci_high, format) })];
	if (change.verdict === 'no_detectable_change' && change.smallest_detectable_difference != null) {
		lines.push(text('ui.smallest_detectable', { value: format(change.smallest_detectable_difference).replace(/^\u200e?\+/, '') }));
	}
	return lines;
}

function finish(report, tile) {
	const { text, locale } = report;
	const { row, estimate, low, high, target, format, lessIsBetter } = tile;
	const bound = tile.bound ?? format;
	const reached = targetVerdict({ estimate, low, high, target, lessIsBetter });
	const word = tile.verdict ? (tile.verdictWord ?? report.name.verdict(tile.verdict)) : null;
	const shown = estimate != null;
	return {
		...tile,
		caveats: caveatsOf(report, [row]),
		figure: row.figure_id,
		value: shown ? format(estimate) : null,
		verdictWord: word,
		targetVerdict: reached,
		targetWords: reached ? text(`ui.target.${reached}`, { value: format(target).replace(/[.,٫]0+(?=\D|$)/, '').replace(/[.,٫]۰+(?=\D|$)/, '').replace('+', '') }) : '',
		interval: shown && low != null ? `${text('ui.interval95')} ${locale.interval(low, high, bound)}` : '',
		base: tile.base ?? (row.n == null ? '' : text('ui.answers', { n: locale.number(row.n) }))
	};
}
