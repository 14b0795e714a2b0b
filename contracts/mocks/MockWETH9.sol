// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// solhint-disable gas-custom-errors, reason-string

import {IWETH} from "../interfaces/IWETH.sol";

/**
 * @title MockWETH9
 * @notice Behaves like the canonical wrapped ether: no reasons in its reverts, an unlimited allowance is never spent,
 * zero is an address like any other, ether that is sent is wrapped, and unwrapping gives the caller 2,300 gas.
 */
contract MockWETH9 is IWETH {
    mapping(address account => uint256 wad) public balanceOf;
    mapping(address owner => mapping(address spender => uint256 wad)) public allowance;

    event Deposit(address indexed dst, uint256 wad);
    event Withdrawal(address indexed src, uint256 wad);

    receive() external payable {
        deposit();
    }

    fallback() external payable {
        deposit();
    }

    function withdraw(uint256 wad) external {
        require(balanceOf[msg.sender] >= wad);
        balanceOf[msg.sender] -= wad;
        // 2,300 gas: of themselves, or because value comes with them.
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, ) = msg.sender.call{value: wad, gas: wad == 0 ? 2300 : 0}("");
        require(success);
        emit Withdrawal(msg.sender, wad);
    }

    function approve(address spender, uint256 wad) external returns (bool) {
        allowance[msg.sender][spender] = wad;
        emit Approval(msg.sender, spender, wad);
        return true;
    }

    function transfer(address to, uint256 wad) external returns (bool) {
        return transferFrom(msg.sender, to, wad);
    }

    function name() external pure returns (string memory) {
        return "Wrapped Ether";
    }

    function symbol() external pure returns (string memory) {
        return "WETH";
    }

    function decimals() external pure returns (uint8) {
        return 18;
    }

    function totalSupply() external view returns (uint256) {
        return address(this).balance;
    }

    function deposit() public payable {
        balanceOf[msg.sender] += msg.value;
        emit Deposit(msg.sender, msg.value);
    }

    function transferFrom(address from, address to, uint256 wad) public returns (bool) {
        require(balanceOf[from] >= wad);

        if (from != msg.sender && allowance[from][msg.sender] != type(uint256).max) {
            require(allowance[from][msg.sender] >= wad);
            allowance[from][msg.sender] -= wad;
        }

        balanceOf[from] -= wad;
        balanceOf[to] += wad;
        emit Transfer(from, to, wad);
        return true;
    }
}
