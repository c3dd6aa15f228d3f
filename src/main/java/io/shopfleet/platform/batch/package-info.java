/**
 * Groups work that arrives while earlier work is still running, so that one transaction or one confirm serves
 * many. Uses nothing else of the platform.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.batch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
