#!/bin/sh
# Certificates for a cluster of your own: sh examples/certificates.sh FOLDER
#
# An authority that signs for nobody else, and a certificate each for the scheduler, the workers and the tracker. Who has
# one of them can run code on every worker: give each machine its own two files and authority.pem, and keep
# authority.key off all of them.
set -eu
umask 077
mkdir -p "$1"
cd "$1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
    -subj "/CN=Cluster of the policy tracker" -keyout authority.key -out authority.pem 2>/dev/null
for name in scheduler worker tracker; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
        -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" 2>/dev/null
    openssl x509 -req -in "$name.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days 825 \
        -out "$name.pem" 2>/dev/null
    rm "$name.csr"
done
