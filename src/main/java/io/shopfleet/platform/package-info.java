/**
 * What every feature needs, knowing none of them: the packages below, and {@link io.shopfleet.platform.Node}, which
 * hands them to a role.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
