# A branch with a version more than main, in two environments; tags of both.
mkdir .tentacular && cp -r "$ROOT/golden/uptime-prober/input/." .
cat > .tentacular/config.yaml <<'END'
defaults: {image: registry.example.com/tentacular-engine:1.0}
environments: {staging: {}, production: {release: manual}}
END
git init --quiet --initial-branch=main .
for version in 1.4 1.5; do
  sed -i "s/^version: .*/version: \"$version\"/" uptime-prober/workflow.yaml
  $EDITOR uptime-prober/nodes/probe-endpoints.ts
  tntc render
  [ $version = 1.5 ] || tntc promote uptime-prober --from staging --to production
  git add --all && git commit --quiet --message "$version" && git tag "v$version"
  [ $version = 1.5 ] || git update-ref refs/remotes/origin/main HEAD
done
