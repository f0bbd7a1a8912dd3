cd /tmp/wt-guard-speed && node_modules/.bin/esbuild .scratch/server.ts --bundle --platform=node --format=esm --packages=external --target=es2022 --outfile=.scratch/server.mjs --log-level=warning
