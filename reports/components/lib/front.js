/** What the front page shows and where: decides which panels have data and pairs them into rows of two. */
import { latestHandling } from './complaints.js';
import { chartFor, chartsOf } from './control.js';
import { headlineName, headlineOf, latestPeriod, seriesOf, targetOf, trendOf } from './headline.js';
import { quadrantOf } from './drivers.js';
import { rivalSets } from './rivals.js';
import { tilesOf } from './tiles.js';

/** Column ratios of successive rows, as the look sets them. */
const COLUMNS = ['a', 'b', 'c'];
const WIDTHS = { a: [684, 484], b: [484, 684], c: [520, 648], single: [1200] };
const MOST_ROWS = 9;

export function frontOf(report, rows) {
	const headline = headlineOf(rows);
	const panels = [
		controlPanel(rows, headline) ?? trendPanel(report, rows, headline),
		chainPanel(report, rows, headline),
		quadrantPanel(rows, headline) ?? gapPanel(rows, headline),
		causePanel(rows) ?? ratePanel(rows, headline),
		rivalPanel(report, rows),
		actionPanel(rows)
	].filter(Boolean);
	const missing = missingOf(rows, panels);
	if (missing.length) panels.push({ kind: 'absent', drawn: false, props: { missing } });
	const { period } = headline;
	return {
		headline,
		period: period ? report.locale.period(period.period_type, period.period_start, period.period_end, period.wave) : '',
		tiles: tilesOf(report, rows, headline),
		rows: paired(panels)
	};
}

function paired(panels) {
	const out = [];
	for (let i = 0; i < panels.length; i += 2) {
		const pair = panels.slice(i, i + 2);
		const columns = pair.length === 1 ? 'single' : COLUMNS[(i / 2) % COLUMNS.length];
		out.push({ columns, panels: pair.map((panel, j) => withWidth(panel, WIDTHS[columns][j])) });
	}
	return out;
}

/** Every drawing is made for the column it stands in. */
const withWidth = (panel, width) => (panel.drawn === false ? panel : { ...panel, props: { ...panel.props, kinds: [`w${width}`, 'n', 'a'] } });

function controlPanel(rows, headline) {
	const chart = chartFor(chartsOf(rows.controlCharts), 'M2_mean_score', headline);
	if (!chart) return null;
	const target = targetOf(rows.targets, 'M2_mean_score', { aspect: headline.aspect, characteristic: headline.characteristic });
	return { kind: 'control', props: { rows: chart, target, events: rows.events } };
}

function trendPanel(report, rows, headline) {
	const points = seriesOf(rows.overall, headline, 'M2_mean_score', headline.trendType);
	if (!points.length) return null;
	const name = headlineName(report, headline);
	return {
		kind: 'trend',
		props: {
			points,
			title: report.sentence('title.trend', [trendOf(rows.trends, points[0])?.figure_id]),
			trend: trendOf(rows.trends, points[0]),
			target: targetOf(rows.targets, 'M2_mean_score', { aspect: headline.aspect, characteristic: headline.characteristic }),
			events: rows.events,
			subtitle: report.text('ui.sub.trend', { measure: report.text('measure.M2_mean_score'), name })
		}
	};
}

/** The chain that tells most: complete ones first, then the deepest fall. */
function chainPanel(report, rows, headline) {
	const found = latestPeriod(rows.chains, headline.periodType).filter((c) => c.total != null);
	const best = found.sort((a, b) => Number(Boolean(a.missing_level)) - Number(Boolean(b.missing_level)) || a.total - b.total)[0];
	return best ? { kind: 'chain', props: { chain: best, sentence: best.missing_level ? null : report.sentence('title.gap_chain') } } : null;
}

function quadrantPanel(rows, headline) {
	const points = quadrantOf(rows.quadrant, { periodType: headline.periodType });
	return points.some((r) => r.verdict) ? { kind: 'quadrant', props: { rows: points } } : null;
}

/** What is done about it; the organisation's register is shown whether or not an action can be judged yet. */
const actionPanel = (rows) => (rows.actions.length ? { kind: 'actions', drawn: false, props: { actions: rows.actions } } : null);

function gapPanel(rows, headline) {
	const gaps = latestPeriod(rows.gaps, headline.periodType);
	if (gaps.length) return { kind: 'gaps', props: { rows: gaps, limit: MOST_ROWS } };
	const scores = scoreRows(rows, headline);
	return scores.length > 1 ? { kind: 'gaps', props: { rows: scores, limit: MOST_ROWS } } : null;
}

/** Scores of the characteristics where nobody was asked for expectations, shaped like gap rows. */
export function scoreRows(rows, headline) {
	const parts = rows.scores.filter((r) => r.aspect !== 'importance' && r.characteristic_key !== headline.characteristic && r.period_type === headline.periodType);
	return latestPeriod(parts, headline.periodType).map((r) => ({ ...r, perceived: r.estimate, perceived_ci_low: r.ci_low, perceived_ci_high: r.ci_high, expected: null, gap: null, importance: null }));
}

export function causePanel(rows) {
	const year = rows.causes.filter((r) => r.period_type === 'last_12_months');
	const found = year.length ? year : latestPeriod(rows.causes, 'quarter');
	return found.length ? { kind: 'causes', props: { rows: found, times: rows.times ?? [], targets: rows.targets ?? [], unvoiced: latestHandling(rows.unvoiced ?? [])[0] ?? null } } : null;
}

function ratePanel(rows, headline) {
	const types = [headline.periodType, 'year', 'quarter', 'month'];
	const type = types.find((t) => rows.rates.filter((r) => r.period_type === t).length > 1);
	const found = rows.rates.filter((r) => r.period_type === type);
	return found.length ? { kind: 'rate', props: { rows: found, events: rows.events } } : null;
}

function rivalPanel(report, rows) {
	const set = rivalSets(rows.rivals)[0];
	return set ? { kind: 'rivals', props: { rows: set, dated: true, sentence: report.sentence('title.competitors', set.map((r) => r.figure_id)), order: rows.characteristics.map((c) => c.characteristic_key) } } : null;
}

function missingOf(rows, panels) {
	const has = (kind) => panels.some((p) => p.kind === kind);
	const checks = [
		['gaps', rows.gaps.length > 0 || has('quadrant')],
		['chain', has('chain')],
		['rate', rows.rates.length > 0],
		['causes', has('causes')],
		['rivals', has('rivals')],
		['actions', has('actions')],
		['promises', rows.promises.length > 0],
		['nps', rows.overall.some((r) => r.measure === 'M3_nps')]
	];
	return checks.filter(([, there]) => !there).map(([key]) => key);
}
