/** Imported once, beside the backends: what TensorFlow.js 4.22 differentiates wrongly or not at all. */
import './tape';
import './piecewiseConstant';
import './elu';
import './mirrorPad';
