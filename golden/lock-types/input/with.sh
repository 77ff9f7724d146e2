# Puts a lock with one line changed in place, with the digest that it then has to have.
sed "$1" good.lock > body
{ sed -n '1s/^digests: {lock: sha256:[0-9a-f]*//p' body; tail -n +2 body; } > rest
{ printf 'digests: {lock: sha256:%s' "$(sha256sum rest | cut -d ' ' -f 1)"; cat rest; } > deploy/w/release.lock
rm rest
tntc list
