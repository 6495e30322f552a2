"""A microlearning site: Markdown courses, questions that explain, progress that is never lost.

 cli/   terminal   ┐                         asks and shows; decides nothing
 web/   browser    ┘
 settings.py       what the operator chose   read once from the environment
 rendering.py      one Jinja environment     every page and fragment looks alike
 upkeep/           backups, the way back     nothing is lost, and what is said when storage fails
 learning/         answering, progress …     where courses and learners meet
   rules/          practice, time left …     pure decisions
 content/          Markdown → Course         what is taught: frozen │ store/  what is remembered: tables
 questions/        one folder a kind         parse, read, grade, describe
 world.py errors/ messages.py                time, chance, identifiers; what can go wrong; what is said

Read it from top to bottom: a line may import what stands below it, never what stands above;
content and store do not know each other. `lint-imports` checks it.
"""
