export { searchEngines, verifiedCrawler, type CrawlerOptions, type Engine, type NameResolver } from './content/crawler.js';
export { folder, type FolderOptions } from './content/folder.js';
export { toFastify, toNodeListener, type Handler, type Listener } from './node/listener.js';
export { metricsHandler, prometheusMetrics, type PrometheusMetrics } from './operating/prometheus.js';
export { serve, type ServeOptions, type Serving } from './node/serve.js';
export { toWebRequest } from './node/request.js';
