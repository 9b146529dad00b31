// What draws symbols, loaded when the first is drawn. The same writer as the service's and the tools'.
export { ean13, gs1_128, qrcode, drawingSVG } from 'bwip-js/browser';
