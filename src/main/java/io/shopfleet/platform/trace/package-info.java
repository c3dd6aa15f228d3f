/**
 * Carries the W3C trace context of a request through the process, onto the event bus and into events. Uses nothing else
 * of the platform.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.trace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
