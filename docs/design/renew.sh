#!/bin/sh
# Makes src/mixwise/faces/web/static/vendor anew from npm: the design system and the combobox, built once and kept in git, so that
# nobody who runs mixwise needs Node. Classes are renamed, because they are ours to style and no page is GOV.UK's.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
vendor=$here/../../src/mixwise/faces/web/static/vendor
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"
npm install --silent --no-audit --no-fund --ignore-scripts \
    govuk-frontend@6.6.0 accessible-autocomplete@3.0.1 sass@1 esbuild@0 >/dev/null
cp "$here/design.scss" .
npx --no-install sass --load-path=node_modules --style=compressed --no-source-map --quiet-deps design.scss | sed 's/^\xEF\xBB\xBF//' >design.css
npx --no-install esbuild --minify --bundle --format=iife --global-name=exitThisPage --log-level=warning \
    node_modules/govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs --outfile=exit-this-page.js
mkdir -p "$vendor"
sed 's/govuk-/mw-/g' design.css >"$vendor/design.css"
sed 's/govuk-/mw-/g' exit-this-page.js >"$vendor/exit-this-page.js"
sed '/sourceMappingURL/d' node_modules/accessible-autocomplete/dist/accessible-autocomplete.min.js >"$vendor/combobox.js"
sed '/sourceMappingURL/d' node_modules/accessible-autocomplete/dist/accessible-autocomplete.min.css >"$vendor/combobox.css"
cp node_modules/govuk-frontend/LICENSE* "$vendor/LICENSE-govuk-frontend.txt" 2>/dev/null || :
cp node_modules/accessible-autocomplete/LICENSE* "$vendor/LICENSE-accessible-autocomplete.txt"
