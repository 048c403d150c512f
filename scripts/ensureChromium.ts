/** Makes sure that there is a Chromium: the tests of WebGPU in Node use the Vulkan driver that it brings. */
import { ensureChromium } from './browser.ts';

ensureChromium();
