/** The management review: what the tables ask the review to decide, in the order in which it matters. */

const DECISIONS = {
	stop: ['action.worse', 'action.no_evidence', 'question.never_asked', 'question.no_figure', 'question.no_longer_asked', 'question.lowers_alpha', 'purpose.no_objective'],
	renew: ['target.missed', 'target.not_measured', 'target.no_target', 'benchmark.stale', 'delivery.missing'],
	watch: ['target.undetermined', 'action.too_early', 'action.not_started'],
	keep: ['target.target_met', 'action.effective', 'benchmark.fresh']
};

/** What a thing under review is called: programmes, actions and sources by their names, questions by what they ask about. */
export function subjectName(report, row) {
	const { text, name } = report;
	if (row.kind === 'target') return text.or(`programme.${row.subject}`, readable(row.subject));
	if (row.kind === 'benchmark') return name.competitor(row.subject);
	if (row.kind === 'delivery' || row.kind === 'purpose') return name.source(row.subject);
	if (row.kind !== 'question') return row.subject;
	const [characteristic, aspect] = row.subject.split('.');
	return `${name.characteristic(characteristic)}${text('ui.comma')}${text.or(`aspect.${aspect}`, aspect)}`;
}

/** A key of the organisation as words, where it gave no name. */
export const readable = (key) => String(key).replace(/_/g, ' ').replace(/^./, (letter) => letter.toUpperCase());

/** One list per kind of decision: each item with its question to the review. */
export function decisionsOf(report, rows) {
	const place = (list, row) => list.indexOf(`${row.kind}.${row.verdict}`);
	return Object.entries(DECISIONS).map(([decision, list]) => ({
		decision,
		items: rows
			.filter((row) => place(list, row) >= 0)
			.sort((a, b) => place(list, a) - place(list, b) || (a.subject < b.subject ? -1 : 1))
			.map((row) => ({ row, name: subjectName(report, row), ask: report.text(`ui.ask.${row.kind}.${row.verdict}`, { name: subjectName(report, row), n: row.value == null ? '' : report.locale.number(row.value), date: row.happened_on ? report.locale.date(row.happened_on) : '' }) }))
	}));
}

/** Digits and unit in which a programme's figure is told. */
export function figureText(report, measure, value) {
	if (value == null) return '';
	if (String(measure).includes('share') || measure === 'promise_kept_rate') return report.locale.percent(value, 1);
	return report.locale.number(value, 1);
}
