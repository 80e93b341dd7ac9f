// Unpacks the browser, and the system libraries that come with it, into the folder that TMPDIR names; prints its path.
import { join } from "node:path";
import chromium from "@sparticuz/chromium";

process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs24.x"; // the package's way of asking for the libraries too
console.log(await chromium.executablePath(join(import.meta.dirname, "node_modules/@sparticuz/chromium/bin")));
