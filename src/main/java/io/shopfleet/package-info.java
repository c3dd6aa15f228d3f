/**
 * Starts Shopfleet: reads the configuration and deploys the roles this process plays. The only package that may use
 * every other one.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
