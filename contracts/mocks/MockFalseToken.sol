// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockERC20} from "./MockERC20.sol";

/**
 * @title MockFalseToken
 * @notice A token that can be made to move nothing and say so by returning false.
 */
contract MockFalseToken is MockERC20 {
    bool private _isRefusing;

    /// @notice From now on it moves nothing.
    function refuse() external {
        _isRefusing = true;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        return _isRefusing ? false : super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return _isRefusing ? false : super.transferFrom(from, to, value);
    }
}
