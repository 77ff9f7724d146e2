# Two branches, of which one changes the image, and the other goes back and takes the workflow away.
set -eu
git init --quiet --initial-branch=main .
commit() { git add --all . && git commit --quiet --message "$1"; }
tntc render --image registry.example/engine:1.0 > /dev/null
echo '// 1' >> w/nodes/a.ts && tntc render --bump minor > /dev/null
commit base
git checkout --quiet -b other
tntc render --image registry.example/engine:2.0 > /dev/null && commit image
git checkout --quiet main
tntc rollback w --reason 'wrong totals' > /dev/null && commit rollback
tntc remove w > /dev/null && rm -r w && commit remove
