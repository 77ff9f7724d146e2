# Version 1.1 of a workflow is live, and pushed.
. "$ROOT/Tests/PackageTests/pages/scenes/first-change.sh"
$EDITOR uptime-prober/nodes/probe-endpoints.ts && tntc render --bump minor
git add --all && git commit --quiet --message 1.1 && git push --quiet
