# A repository with a workflow that is rendered and pushed.
cp -r "$ROOT/golden/uptime-prober/input/." .
git init --quiet --initial-branch=main .
tntc render --image registry.example.com/tentacular-engine:1.0.0
git add --all && git commit --quiet --message "Add uptime-prober"
git init --quiet --bare .git/origin.git && git remote add origin .git/origin.git && git push --quiet --set-upstream origin main
