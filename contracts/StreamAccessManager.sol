// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/**
 * @title StreamAccessManager
 * @notice The AccessManager that governs Weir. Delays set while it is being configured count at once; once {seal} was
 * called, a change of a delay takes five days again, as in the AccessManager it extends.
 *
 * Without this, grant delays and target admin delays set at deployment would only begin to protect five days later. The
 * governor seals it in the same deployment that sets them.
 */
contract StreamAccessManager is AccessManager {
    /// @notice Whether delays can no longer be changed at once.
    bool public isSealed;

    /// @notice From now on a change of a delay takes five days.
    event Sealed();

    /// @notice It was sealed before.
    error AlreadySealed();

    constructor(address initialAdmin) AccessManager(initialAdmin) {}

    /// @notice Admin role, once: makes every later change of a delay take five days. Emits {Sealed}.
    function seal() external onlyAuthorized {
        require(!isSealed, AlreadySealed());
        isSealed = true;
        emit Sealed();
    }

    /// @inheritdoc AccessManager
    function minSetback() public view override returns (uint32) {
        return isSealed ? super.minSetback() : 0;
    }
}
