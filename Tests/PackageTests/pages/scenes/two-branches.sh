# A branch and main both have a version more, of other files.
. "$ROOT/Tests/PackageTests/pages/scenes/first-change.sh"
git checkout --quiet -b topic
$EDITOR uptime-prober/nodes/format-report.ts && tntc render --bump minor
git add --all && git commit --quiet --message "1.1 of topic"
git checkout --quiet main
$EDITOR uptime-prober/nodes/analyze-results.ts && tntc render --bump minor
git add --all && git commit --quiet --message "1.1 of main"
git checkout --quiet topic
