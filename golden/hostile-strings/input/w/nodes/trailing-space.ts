a  
 
	b 
