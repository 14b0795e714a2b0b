// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockERC20} from "./MockERC20.sol";

/**
 * @title MockReentrantToken
 * @notice A token that calls a contract back during its next transfer, before or after the balances move, and keeps
 * what came of it.
 */
contract MockReentrantToken is MockERC20 {
    bool public called;
    bool public succeeded;
    bytes public result;

    bool private _isArmed;
    bool private _isAfter;
    address private _target;
    bytes private _data;

    /// @notice The next transfer calls `target` with `data`; after the balances moved if `isAfter`, else before.
    function arm(address target, bytes calldata data, bool isAfter) external {
        _isArmed = true;
        _target = target;
        _data = data;
        _isAfter = isAfter;
        called = false;
    }

    function _update(address from, address to, uint256 value) internal override {
        bool isCalling = _isArmed && from != address(0);
        if (isCalling) _isArmed = false;

        if (isCalling && !_isAfter) _callBack();
        super._update(from, to, value);
        if (isCalling && _isAfter) _callBack();
    }

    function _callBack() private {
        called = true;
        // solhint-disable-next-line avoid-low-level-calls
        (succeeded, result) = _target.call(_data);
    }
}
