/**
 * What an operator sees of a process: health checks and metrics on the management port. Uses config.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.ops;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
