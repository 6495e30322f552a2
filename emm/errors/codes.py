"""Every message of the content checker: code, what is wrong, and what to do about it."""

from dataclasses import dataclass

from emm.errors import Problem


@dataclass(frozen=True, slots=True)
class Code:
    """The wording of one problem; `{name}` stands for a value."""

    message: str
    hint: str
    usual: str = ""
    """What to do as a rule, for the author guide, where the hint depends on the case."""


CODES: dict[str, Code] = {
    # Files and front matter
    "E001": Code(
        "Front matter is missing or not closed.",
        "Start the file with a line ---, list the keys, and close with a line ---.",
    ),
    "E002": Code(
        'Unknown key "{key}".',
        "{advice}",
        "Look for a typing mistake in the front matter. The hint names the key that is nearest.",
    ),
    "E003": Code(
        'Key "{key}" is missing.', "{advice}", "Add the key to the front matter. The hint says what it holds."
    ),
    "E004": Code(
        "Front matter cannot be read: {reason}.",
        'Put text with a colon in quotes: title: "Regional dialogues: RCPs". Or run emm fix to do it for you.',
    ),
    "E005": Code(
        'File name "{name}" has no number prefix, so its place is unclear.',
        "Rename it, for example to 3-{name}.",
    ),
    "E006": Code('Two names in this folder start with "{prefix}-": {names}.', "Give one of them another number."),
    "E007": Code(
        "The file is not UTF-8, or mixes Windows and Unix line ends.",
        "{advice}",
        "Run emm fix, which gives all lines the same end, or save the file again as UTF-8.",
    ),
    "E008": Code("{what} is larger than {limit}.", "Split it, or make it smaller."),
    "E009": Code("Lists or quotes are nested deeper than {limit} levels.", "Flatten this part."),
    "E010": Code('Id "{id}" is already used in {place}.', "Choose a new id."),
    "E011": Code(
        'Id "{id}" belonged to something else in an earlier edition ({what}).',
        "Use a new id, or bring back the old text with its id.",
    ),
    "E012": Code('Id "{id}" has signs that an id cannot have.', "Use small letters, digits and dashes: {better}."),
    "E013": Code(
        'Value of "{key}" is not right: {reason}.',
        "{advice}",
        "Write a value of the right sort: a text, a list, a number or a day. The hint has an example.",
    ),
    "E014": Code(
        "{what} is missing.", "{advice}", "A file, a setting or some words are not there. The hint says where they go."
    ),
    "E015": Code(
        "{what} does not belong here.",
        "{advice}",
        "A file, a folder or a piece of text is in the wrong place. The hint says where it goes.",
    ),
    "E016": Code("The file cannot be read: {reason}.", "Check who may read it, and save it again."),
    # Questions
    "E100": Code('Unknown block word "{word}".', "Use one of these: {words}."),
    "E101": Code(
        "The settings line is missing under the heading.",
        "Add a line such as `id: my-question; objective: lo1; level: apply`.",
    ),
    "E102": Code(
        'Setting "{setting}" is not known.', "{advice}", "Use one of the settings and values that the hint names."
    ),
    "E103": Code(
        'Option "{letter}" is used twice in question "{id}".',
        "Give the second one a letter that was never used in this question, or run emm fix to do it for you.",
    ),
    "E104": Code(
        'No right answer in question "{id}".',
        "Mark the right option with [x], for example: - [x] {option}",
    ),
    "E105": Code('All options are right in question "{id}".', "Add at least one option that is not right."),
    "E106": Code(
        'Only {n} option(s) in question "{id}".',
        "Three options work best; two only for true or false.",
    ),
    "E107": Code('Objective "{objective}" is not in course.md.', "Objectives here: {objectives}."),
    "E108": Code(
        'Question "{id}" has no **Why:**.',
        "Explain in one to three sentences why the answer is right.",
    ),
    "E109": Code(
        "Feedback is not indented under its option.",
        "Put two spaces before the sign >, or run emm fix to do it for you.",
    ),
    "E110": Code(
        'The kind of question "{id}" is not clear: {reason}.',
        "{advice}",
        "Write the kind into the settings line, for example kind: short.",
    ),
    "E111": Code(
        'Question "{id}" has {gaps} gap(s) but {answers} answer(s).',
        "Write one item in the list of answers for each ____.",
    ),
    "E112": Code(
        'Scenario "{id}": {fault}.', "{advice}", "Compare the names of the steps with the links that lead to them."
    ),
    "E113": Code(
        'Scenario "{id}" can go on without end: {steps}.',
        "Let this choice lead to another step: no path may come back to a step.",
    ),
    "E114": Code(
        'The last step "{step}" of scenario "{id}" has no **Outcome:**.',
        "Add one sentence on what happened and why.",
    ),
    "E115": Code('"{number}" is not a number.', "{advice}", "Write digits, with a point for decimals: 3.5 ± 0.2."),
    "E116": Code('Group "{group}" in question "{id}" has no items.', "Add an item below it, or remove the group."),
    "E117": Code(
        'The right answer of question "{id}" has changed, but its version has not.',
        "Write v: {next} in the settings line: answers to the old question are counted apart from then on.",
    ),
    "E118": Code(
        'Option without a letter in question "{id}".',
        "Give it the next free letter, or run emm fix to do it for you: {letter}) {option}",
    ),
    "W120": Code('Option "{letter}" has no feedback.', "Say why someone might choose it, and what is different."),
    "W121": Code(
        'The right option "{letter}" is much longer than the others.',
        "Balance the lengths; length gives the answer away.",
    ),
    "W122": Code(
        'Option "{option}" points to the other options.', "Options are shuffled; write a multiple question instead."
    ),
    "W123": Code("The question asks for what is not true.", "Turn it round. If you must, write **not** in bold."),
    "W124": Code('The word "{word}" stands in option "{letter}" only.', "Such words give the answer away."),
    "W125": Code('Options "{one}" and "{other}" say nearly the same.', "Merge or sharpen them."),
    "W126": Code('Every true-or-false question in this file is answered "{answer}".', "Mix them."),
    "W127": Code("Feedback of {n} words.", "Keep it to 60 words; put the rest in the lesson."),
    "W128": Code('{n} options in question "{id}".', "Three good options beat five weak ones."),
    # The final assessment
    "E130": Code(
        "Pool has {has} of {needed} questions needed for {objective}/{level}.",
        "Write {missing} more, or change draw in course.md: three times what is drawn lasts for three assessments.",
    ),
    "E131": Code("Hint in an assessment question.", "Remove it."),
    "W132": Code(
        'Assessment question "{id}" repeats a lesson question word for word.',
        'Change the case or the wording. The lesson question is "{other}".',
    ),
    "E133": Code(
        'Assessment question "{id}" serves {objective}, but stands under the heading {heading}.',
        "Move it below the heading ## {objective}, or change its objective.",
    ),
    "E134": Code("A question of the kind {kind} cannot be part of an assessment.", "Use one of these: {kinds}."),
    "E135": Code(
        'Option "{option}" of assessment question "{id}" has no feedback.',
        "Say below it, after the sign >, why someone might choose it, and what is different.",
    ),
    "E136": Code(
        'Assessment question "{id}" is worth {points} point(s), the first of {objective}/{level} {others}.',
        "Give them all the same points: which of them is asked depends on chance.",
    ),
    "E137": Code(
        "Questions that exclude each other leave {left} of {count} to be drawn for {objective}/{level}.",
        'Write another one, or remove "excludes" from one of them.',
    ),
    # Text, links, figures
    "E200": Code(
        "Link target not found: {target}.",
        "{advice}",
        "Compare the address with the name of the file or heading. The hint names the nearest one.",
    ),
    "E201": Code("Footnote [^{label}] {fault}.", "Write its text at the end of the file, or remove it."),
    "E202": Code("The figure has no alt text.", "Say in one sentence what it shows: ![…](…)."),
    "E203": Code(
        "Figure file {file} contains {what}.",
        "Draw with plain shapes and digits, and explain the digits in the list below the figure.",
    ),
    "E204": Code("Audio without a transcript.", "Add a section #### Transcript under it."),
    "E205": Code("HTML tag {tag} is not allowed.", "Use Markdown; comments <!-- --> are fine."),
    "E206": Code("The heading jumps from level {before} to {after}.", "Use level {right}."),
    "W210": Code("Sentence of {n} words.", "Split it. The limit is 25."),
    "W211": Code(
        "Reading grade {grade} in this lesson; the limit is 9.",
        "Shorten sentences, replace long words, or explain the term in the glossary.",
    ),
    "W212": Code(
        '"{short}" is used before it is explained.', "Write the full name once, with a link to the glossary: {title}."
    ),
    "W213": Code("The lesson takes {minutes} minutes; the limit is 5.", "Split it in two."),
    "W214": Code("More than 150 words without a figure, a list, a note or a question.", "Break it up."),
    "W215": Code("The lesson has no question.", "Add at least two."),
    "W216": Code('"{number}" stands without a source nearby.', "Add a footnote to this paragraph: [^1]."),
    "W217": Code(
        "The facts were last checked on {day}, more than a year ago.", 'Check them again and update "checked".'
    ),
    "W218": Code(
        "Outside link does not work: {address} ({reason}).",
        "Open it in a browser. If it does not work there either, find an address that lasts.",
    ),
    "W219": Code("Objective {objective} has no question {where}.", "Add practice for it, or do not promise it."),
    # Translations
    "E401": Code('Question "{id}" is missing in {language}.', "Translate it, or run `emm translate stub {language}`."),
    "E402": Code(
        'The right answer differs from {source} in question "{id}" ({answers}).',
        "Keep the letters with their options and move only the words.",
    ),
    "E403": Code(
        "Id, setting or link target was translated.", "Restore `{original}`. Only words between them are translated."
    ),
    "E404": Code("{what} differs ({answers}).", "Same letters in both languages."),
    "W410": Code(
        "{what} {how} in {source} since this translation.",
        "Compare and update, then `emm translate mark {path}`.",
    ),
    "W411": Code("{what} not translated: shown in {source}.", "Begin it with `emm translate stub {language} {file}`."),
    "W412": Code("The text is still {source}.", "Translate or delete the file."),
}


def problem(path: str, line: int, code: str, /, **values: object) -> Problem:
    """Return the problem `code` at `path` and `line`, worded with `values`."""
    wording = CODES[code]
    return Problem(path, line, code, wording.message.format(**values), wording.hint.format(**values))
