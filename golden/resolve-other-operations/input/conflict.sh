# sh conflict.sh OPERATION HERE THERE
#
# Makes a repository in `r` in which git's OPERATION stops, as one side did HERE and the other THERE. Before, the tree had
# 1.0 to 1.4, which is live, and 1.5, which waits.
set -eu
commit() { git add --all . && git commit --quiet --message "$1"; }
act() {
  case $1 in
  version) echo "// $2" >> w/nodes/$2.ts && tntc render --bump minor ;;
  next) echo "// $2" >> w/nodes/$2.ts && tntc render --bump major ;;
  rollback) tntc rollback w --reason 'wrong totals' ;;
  oldest) tntc rollback w --version 1.0 ;;
  promote) tntc promote w ;;
  image) tntc render --image "registry.example/engine:$2" ;;
  remove) tntc remove w && rm -r w ;;
  prune) tntc prune w --keep 4 ;;
  canary) tntc canary w --version 1.5 --weight 25 --surge ;;
  esac > /dev/null
  commit "$2"
}
begin() {
  mkdir -p w/nodes && cd w
  printf 'name: w\nversion: "1.0"\ntriggers:\n- type: manual\nnodes:\n  a:\n    path: nodes/a.ts\n' > workflow.yaml
  for file in a here there; do echo 'export default () => 1;' > nodes/$file.ts; done
  cd .. && git init --quiet --initial-branch=main .
  git config user.name Ann && git config user.email ann@example.com
  tntc render --image registry.example/engine:1.0
  for minor in 1 2 3 4; do echo "// $minor" >> w/nodes/a.ts && tntc render --bump minor; done
  echo '// 5' >> w/nodes/a.ts && tntc render --bump minor --stage
  commit base && git branch base
}
if [ ! -d base ]; then mkdir base && (cd base && begin) > /dev/null; fi
rm -rf r && cp -r base r && cd r
if [ "$1" = revert ]; then
  act "$3" there
  git rm --quiet -r . && git checkout --quiet base -- . && commit 'there is undone'
  act "$2" here
else
  git checkout --quiet -b other && act "$3" there
  git checkout --quiet main && act "$2" here
fi
case $1 in
merge) git merge other ;;
squash) git merge --squash other ;;
rebase) git rebase other ;;
cherry-pick) git cherry-pick other ;;
revert) git revert --no-edit HEAD^ ;;
esac > /dev/null 2>&1 || git diff --name-only --diff-filter=U
