// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";

/**
 * @title IWETH
 * @notice Wrapped ether: an ERC-20 in which one unit is one wei held by the token.
 */
interface IWETH is IERC20 {
    /// @notice Wraps the ether sent along for the caller.
    function deposit() external payable;

    /// @notice Unwraps `wad` wei of the caller and sends them to it.
    function withdraw(uint256 wad) external;
}
