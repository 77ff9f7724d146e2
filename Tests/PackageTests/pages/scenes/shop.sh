# Two teams with two environments; staging has a version more of each workflow than production.
cp -r "$ROOT/golden/many-at-once/input/." .
git init --quiet --initial-branch=main .
for version in 1.0 1.1; do
  for workflow in teams/*/*; do
    sed -i "s/^version: .*/version: \"$version\"/" $workflow/workflow.yaml
    $EDITOR $workflow/nodes/a.ts
  done
  tntc render
  [ $version = 1.1 ] || tntc promote --all --from staging --to production
  git add --all && git commit --quiet --message "$version"
done
