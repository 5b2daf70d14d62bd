#!/bin/bash
# Runs once, over an empty data folder: a database and a role for every service that has one. A role owns its
# database and can reach no other. Passwords travel by environment, never on a command line.
set -euo pipefail

for service in identity stream catalog cart order payment claim; do
  variable="${service^^}_DATABASE_PASSWORD"
  psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    -v name="nightmarket_$service" -v variable="$variable" <<'SQL'
\getenv password :variable
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
SQL
