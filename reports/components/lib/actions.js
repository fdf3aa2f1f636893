/** Improvement actions as pages show them: what each is about, what it is measured by, and in which order they stand. */
import { rateDigits } from './tiles.js';

const RANK = { worse: 0, effective: 0, no_evidence: 1, too_early: 2, not_comparable: 3, not_started: 4 };
const JUDGED = ['effective', 'worse', 'no_evidence'];

/** Proven effects first, then what was judged, then what is too early; later ones before earlier ones. */
export const ordered = (actions) =>
	[...actions].sort((a, b) => (RANK[a.verdict] ?? 5) - (RANK[b.verdict] ?? 5) || String(b.due_on ?? '').localeCompare(String(a.due_on ?? '')) || String(a.action_key).localeCompare(String(b.action_key)));

/** What an action is about: the cause it is to remove, else the characteristic it is to better; and for whom. */
export function aboutOf(report, action) {
	const what = action.cause_key ? report.name.cause(action.cause_key) : report.name.characteristic(action.characteristic_key);
	return !action.cut || action.cut === 'overall' ? what : `${what}${report.text('ui.comma')}${report.name.cutValue(action.cut, action.cut_value)}`;
}

/** The registered measure in words; null where the register names none that anybody declared. */
export function measureOf(report, action) {
	const { text, locale } = report;
	if (!action.series_measure) return null;
	if (!action.count_measure) return `${text(`measure.${action.series_measure}`)}${text('ui.comma')}${aboutOf(report, { ...action, cause_key: null })}`;
	const count = countName(report, action.count_measure);
	if (!action.exposure_measure) return count;
	return text('ui.action.ratio', { count, per: locale.number(action.per), exposure: text(`operation.${action.exposure_measure}`) });
}

function countName(report, key) {
	if (key === 'complaints') return report.text('ui.nav.complaints');
	if (key.startsWith('complaints:')) return report.text('ui.action.complaints_of', { cause: report.name.cause(key.slice('complaints:'.length)) });
	return report.text(`operation.${key}`);
}

/** A level and a change of an action's measure, in words. */
export function formatsOf(report, action) {
	const { locale, text } = report;
	if (action.series_measure === 'M1_top2_share') return { level: (v) => locale.percent(v, 1), change: (v) => text('ui.action.share_points', { value: locale.signed(100 * v, 1) }) };
	const digits = action.count_measure ? rateDigits(action.mean_before ?? action.estimate ?? 1) : 1;
	return { level: (v) => locale.number(v, digits), change: (v) => locale.signed(v, digits) };
}

/** "done 28 Mar 2025", "due 31 Dec 2026, since 1 Aug 2026". */
export function stateWords(report, action) {
	const { text, locale } = report;
	const date = (iso) => (iso ? locale.date(iso) : text('ui.no_figure'));
	if (action.state === 'done') return text('ui.action.done', { date: date(action.done_on) });
	const due = text(action.state === 'overdue' ? 'ui.action.overdue' : 'ui.action.due', { date: date(action.due_on) });
	return action.state === 'running' && action.started_on ? `${due}${text('ui.comma')}${text('ui.action.since', { date: date(action.started_on) })}` : due;
}

/** How many of the judged actions worked. */
export function actionFinding(report, actions) {
	const count = (verdicts) => actions.filter((a) => verdicts.includes(a.verdict)).length;
	const n = (verdicts) => report.locale.number(count(verdicts));
	const values = { effective: n(['effective']), worse: n(['worse']), judged: n(JUDGED) };
	if (!count(JUDGED)) return report.text('ui.finding.actions.none');
	return report.text(count(['worse']) ? 'ui.finding.actions.worse' : 'ui.finding.actions.effective', values);
}
