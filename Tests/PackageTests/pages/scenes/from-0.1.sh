# A tree of tntc 0.1 with environments, in git.
cp -r "$ROOT/golden/from-0.1/input/." .
# What is refused now is corrected: the other workflow has none of it.
rm -rf flows/orders deploy/*/orders
git init --quiet --initial-branch=main . && git add --all && git commit --quiet --message "A tree of 0.1"
